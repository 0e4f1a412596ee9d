using StreamReco.Stages.State;

namespace StreamReco.StreamHost.Demo;

/// <summary>What the node says of what was planted, and of what it took for such.</summary>
internal sealed record PlantSightings
{
    /// <summary>Changes of the rule's level, as the topic of alerts has them, in the order of reading.</summary>
    public IReadOnlyList<AlertSeen> Alerts { get; init; } = [];

    /// <summary>Users who are held as programs, with their partition.</summary>
    public IReadOnlyList<(int Partition, ListedBot Bot)> Bots { get; init; } = [];

    /// <summary>Clicks in the quarantine.</summary>
    public long Quarantined { get; init; }

    /// <summary>Anonymous ids that are the user's.</summary>
    public IReadOnlyList<string> LinkedIds { get; init; } = [];

    /// <summary>Clicks in histories that moved to users.</summary>
    public long Moved { get; init; }

    /// <summary>Clicks of linked ids that were carried to the user's partition.</summary>
    public long Forwarded { get; init; }

    /// <summary>Why rules and policies are not in force, or could not be asked about; null where all is well.</summary>
    public string? Problem { get; init; }
}

/// <summary>An alert of the demo's rule.</summary>
/// <param name="Source">The source of the records.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Level">The level from here on: <c>ok</c>, <c>warn</c> or <c>fail</c>.</param>
/// <param name="Offset">Offset of the record that closed the window.</param>
internal readonly record struct AlertSeen(string Source, int Partition, string Level, long Offset);
