using Microsoft.Extensions.Logging;
using StreamReco.Models.Decoding;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Recommendations;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Kafka.Committing;

namespace StreamReco.StreamHost.Repartition;

/// <summary>
/// Clicks that the topic by user refuses although the shop's topic took them: each goes into the rejected topic with the
/// reason, and the others of its commit go on.
/// </summary>
internal sealed partial class RefusedClicks(IRefusals refusals, ShardId shard, int payloadBytesMax, TimeProvider time, ILogger logger)
{
    /// <summary>Looks for refused records.</summary>
    /// <param name="records">What a commit did not get through with.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>
    /// The records to commit in their place and the failures of those that are rejected; null where no record is at fault,
    /// or one that must not be left out.
    /// </returns>
    public async Task<(IReadOnlyList<OutboundRecord> Records, IReadOnlyList<FailureType> Rejected)?> ReplaceAsync(
        IReadOnlyList<OutboundRecord> records, CancellationToken cancel)
    {
        var refused = await refusals.FindAsync(records, cancel);
        if (refused.Count == 0 || refused.Any(one => !IsClick(records[one.Index])))
        {
            return null;
        }

        var reasons = refused.ToDictionary(one => one.Index);
        var replaced = new List<OutboundRecord>(records.Count);
        using var encoder = new RejectedEncoder(shard, ProgramVersion.Text, payloadBytesMax, time, isForwarded: true);
        for (var i = 0; i < records.Count; i++)
        {
            if (reasons.TryGetValue(i, out var one))
            {
                encoder.Encode(new RejectedRecord(RawOf(records[i]), new ValidationFailure(one.Type, null, one.Reason)), replaced);
            }
            else
            {
                replaced.Add(records[i]);
            }
        }

        LogRefused(logger, shard, refused.Count, refused[0].Reason);
        return (replaced, [.. refused.Select(one => one.Type)]);
    }

    private static bool IsClick(in OutboundRecord record) => record.Forwarded is not null && RawOf(record).Kind != LogRecordKind.Erasure;

    private static LogRecord RawOf(in OutboundRecord record) =>
        new(0, record.Forwarded!.TimestampMs, record.Key, record.Value, record.Forwarded.Headers);

    [LoggerMessage(9, LogLevel.Warning, "{Shard}: {Count} clicks are rejected instead of forwarded; the first: {Reason}")]
    private static partial void LogRefused(ILogger logger, ShardId shard, int count, string reason);
}
