using System.Text;
using StreamReco.Models.Decoding;
using StreamReco.Models.Events;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;

namespace StreamReco.Stages.Shards;

/// <summary>
/// Carries a partition of clicks that are not keyed by user into the topic that is: the user as key, everything else as
/// it came, and headers that name the origin. Keeps no state and rejects nothing: what is no event goes on as it is and
/// is judged behind. One instance a partition.
/// </summary>
/// <param name="source">The partition that is forwarded.</param>
/// <param name="limits">Bounds of an event.</param>
/// <param name="targets">Partitions of the topic by user.</param>
public sealed class RepartitionStage(ShardId source, EventLimits limits, int targets)
{
    private readonly EventDecoder _decoder = new(limits);
    private readonly ClickEvent _click = new();

    /// <summary>Adds what is to be written for a micro-batch.</summary>
    public void Run(RecordBatch batch, List<OutboundRecord> output)
    {
        foreach (var record in batch.Records)
        {
            if (record.Kind == LogRecordKind.Erasure)
            {
                Spread(record, output);
            }
            else if (record.Kind != LogRecordKind.Punctuation)
            {
                output.Add(Carry(record));
            }
        }
    }

    private OutboundRecord Carry(in LogRecord record)
    {
        _decoder.Decode(record.ValueBytes.Span, record.Headers, record.TimestampMs, _click);
        var headers = new List<KeyValuePair<string, byte[]>>((record.Headers?.Count ?? 0) + 2);
        headers.AddRange((record.Headers ?? []).Where(header => !OriginHeaders.IsOne(header.Key)));
        OriginHeaders.Add(headers, new RecordOrigin(source.Topic, source.Partition, record.Offset), record.Key);

        // What names no user has no place of its own: it stays beside its neighbours.
        return _click.UserId.IsEmpty
            ? Outbound(record, record.KeyBytes, headers, source.Partition % targets)
            : Outbound(record, RecordBytes.Of(Encoding.UTF8.GetBytes(_click.UserId.ToString())), headers, partition: null);
    }

    /// <summary>An erasure names the user as the state knows it, which need not be the key by which clicks are spread.</summary>
    private void Spread(in LogRecord record, List<OutboundRecord> output)
    {
        for (var partition = 0; partition < targets; partition++)
        {
            output.Add(Outbound(record, record.KeyBytes, record.Headers!, partition));
        }
    }

    private static OutboundRecord Outbound(
        in LogRecord record, RecordBytes key, IReadOnlyList<KeyValuePair<string, byte[]>> headers, int? partition) =>
        new(OutboundTopic.ByUser, null, null)
        {
            KeyBytes = key,
            ValueBytes = record.ValueBytes,
            Forwarded = new ForwardedRecord(record.TimestampMs, headers, partition),
        };
}
