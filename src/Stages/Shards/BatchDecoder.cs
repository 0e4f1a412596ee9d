using StreamReco.Models.Decoding;
using StreamReco.Models.Events;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Decoding;
using StreamReco.Stages.Privacy;
using StreamReco.Stages.Records;
using StreamReco.Stages.Setup;

namespace StreamReco.Stages.Shards;

/// <summary>
/// Decode and Validate: bytes to events, judged one by one. Knows nothing of the shard's state, so it may work on the next
/// micro-batch while the fold has the last one. One instance a shard, one batch at a time; <see cref="Return"/> may be
/// called from another thread.
/// </summary>
/// <param name="parts">What the shard's stages are made of.</param>
/// <param name="countFrom">The first offset whose left-out fields are counted: earlier ones were counted by an earlier run.</param>
public sealed class BatchDecoder(ShardParts parts, long countFrom)
{
    private readonly DecodeStage _decode = new(parts.Options, Pseudonymizer.Open(parts.Options.Privacy))
    {
        LeftOut = parts.LeftOut,
        CountFrom = countFrom,
    };

    private readonly ValidateStage _validate = new(parts.Options.Validation);
    private readonly Stack<DecodedBatch> _free = new();

    /// <summary>Decodes a micro-batch.</summary>
    /// <returns>To be given back by <see cref="Return"/> once it is folded.</returns>
    public DecodedBatch Run(RecordBatch batch)
    {
        var decoded = Rent();
        decoded.Begin(batch);
        for (var i = 0; i < batch.Records.Count; i++)
        {
            var record = batch.Records[i];
            decoded.Add(Decode(record, decoded.Clicks[i]), record.Kind);
        }

        return decoded;
    }

    /// <summary>Takes a batch back for the next one.</summary>
    public void Return(DecodedBatch batch)
    {
        batch.End();
        lock (_free)
        {
            _free.Push(batch);
        }
    }

    private DecodedBatch Rent()
    {
        lock (_free)
        {
            return _free.TryPop(out var free) ? free : new DecodedBatch();
        }
    }

    private ValidationFailure? Decode(in LogRecord record, ClickEvent click)
    {
        if (record.Kind is not (LogRecordKind.Click or LogRecordKind.Forwarded))
        {
            click.Clear();
            click.SetUserId(UserOf(record)); // brought back from the store like any user of the batch
            return null;
        }

        var failure = _decode.Decode(record, click) ?? _validate.Check(click, record.TimestampMs);
        if (failure is not null)
        {
            click.Refuse(keepsLink: failure.IsPassedOver);
        }

        return failure;
    }

    /// <summary>The one user whose state a control record may change; empty for none.</summary>
    private static string UserOf(in LogRecord record) => record.Kind switch
    {
        LogRecordKind.Erasure => EraseStage.UserOf(record),
        LogRecordKind.BotDecision => BotDecisionRecord.Read(record.ValueBytes.Span)?.User ?? "",
        LogRecordKind.Link => LinkRecord.Read(record.ValueBytes.Span)?.Anonymous ?? "",
        LogRecordKind.Merge => MergeRecord.Read(record.ValueBytes.Span)?.User ?? "",
        _ => "",
    };
}
