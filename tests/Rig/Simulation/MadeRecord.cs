using StreamReco.Models.Bots;

namespace StreamReco.Rig.Simulation;

/// <summary>What the producer knows of a record that it wrote.</summary>
/// <param name="Offset">Its offset.</param>
/// <param name="Good">Whether it is a valid event, lateness and repeats aside.</param>
/// <param name="User">Its user.</param>
/// <param name="EventId">Its event id.</param>
/// <param name="EventMs">Its event time, Unix milliseconds.</param>
/// <param name="IsTick">Whether it is a tick, a change of model or a version of an experiment.</param>
/// <param name="IsErasure">Whether it is an erasure of <paramref name="User"/>, at <paramref name="EventMs"/>.</param>
internal sealed record MadeRecord(
    long Offset, bool Good, string User, string EventId, long EventMs, bool IsTick = false, bool IsErasure = false)
{
    /// <summary>The request of the control plane that it carries out; null for all other records.</summary>
    public string? Request { get; init; }

    /// <summary>What an operator decides of <see cref="User"/>; none for all other records.</summary>
    public BotDecision Decision { get; init; }

    /// <summary>Whether it is a known event that is no click.</summary>
    public bool IsPassedOver { get; init; }
}
