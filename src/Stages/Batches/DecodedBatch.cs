using StreamReco.Models.Decoding;
using StreamReco.Models.Events;
using StreamReco.Stages.Records;

namespace StreamReco.Stages.Batches;

/// <summary>
/// A micro-batch with its decoded events. Reused: it belongs to whoever works on the batch until the fold gives it back to
/// its <see cref="Shards.BatchDecoder"/>.
/// </summary>
public sealed class DecodedBatch
{
    private readonly List<ClickEvent> _clicks = [];
    private readonly List<ValidationFailure?> _failures = [];
    private IDisposable? _memory;

    /// <summary>The records as they came.</summary>
    public IReadOnlyList<LogRecord> Records { get; private set; } = [];

    /// <summary>The offset after the last record.</summary>
    public long NextOffset { get; private set; }

    /// <summary>When the records were read, Unix milliseconds; 0 where nobody says.</summary>
    public long ReadAtMs { get; private set; }

    /// <summary>
    /// By record: the event. Empty where there is a failure; of an erasure it holds the user that is erased. May hold more
    /// entries than there are records.
    /// </summary>
    public IReadOnlyList<ClickEvent> Clicks => _clicks;

    /// <summary>By record: why it is no valid event, or null.</summary>
    public IReadOnlyList<ValidationFailure?> Failures => _failures;

    /// <summary>Whether a record is none of clicks.</summary>
    public bool HasControlRecords { get; private set; }

    internal void Begin(RecordBatch batch)
    {
        HasControlRecords = false;
        Records = batch.Records;
        NextOffset = batch.NextOffset;
        ReadAtMs = batch.ReadAtMs;
        _memory = batch.Memory;
        _failures.Clear();
        while (_clicks.Count < batch.Records.Count)
        {
            _clicks.Add(new ClickEvent());
        }
    }

    /// <summary>Takes in what became of the next record.</summary>
    internal void Add(ValidationFailure? failure, LogRecordKind kind)
    {
        _failures.Add(failure);
        HasControlRecords |= kind is not (LogRecordKind.Click or LogRecordKind.Forwarded);
    }

    /// <summary>The batch is folded: nothing looks at its records any more.</summary>
    internal void End()
    {
        Records = [];
        _memory?.Dispose();
        _memory = null;
    }
}
