using System.Text.Json;
using StreamReco.Models.Bots;
using StreamReco.Stages.Records;

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

    /// <summary>Whether it is a visitor's, or a shard told this partition of one: see <see cref="VisitLoad"/>.</summary>
    public bool IsVisit { get; init; }

    /// <summary>Whether it is a click that another partition carried here.</summary>
    public bool IsForwarded { get; init; }

    /// <summary>The anonymous id that it links, merges, signs in from or was carried from; null for all other records.</summary>
    public string? Anonymous { get; init; }

    /// <summary>Whether it is a link record, a merge record, or neither.</summary>
    public LogRecordKind Told { get; init; }

    /// <summary>What is known of a record that a shard told a partition.</summary>
    public static MadeRecord OfTold(long offset, in OutboundRecord told)
    {
        var record = new LogRecord(offset, told.Forwarded!.TimestampMs, told.Key, told.Value, told.Forwarded.Headers);
        var kind = record.Kind;
        if (kind != LogRecordKind.Forwarded)
        {
            var anonymous = kind == LogRecordKind.Link ? LinkRecord.Read(told.Value)!.Anonymous : MergeRecord.Read(told.Value)!.Anonymous;
            return new MadeRecord(offset, true, "", "", 0, IsTick: true) { IsVisit = true, Anonymous = anonymous, Told = kind };
        }

        using var json = JsonDocument.Parse(told.Value);
        return new MadeRecord(
            offset, true, record.ForwardedTo, json.RootElement.GetProperty("event_id").GetString()!,
            json.RootElement.GetProperty("timestamp").GetInt64())
        {
            IsVisit = true,
            IsForwarded = true,
            Anonymous = json.RootElement.GetProperty("user_id").GetString(),
        };
    }
}
