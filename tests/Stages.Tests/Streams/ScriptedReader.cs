using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;

namespace StreamReco.Stages.Tests.Streams;

/// <summary>A log of numbered records that are all there, read without a wait.</summary>
internal sealed class ScriptedReader(long records) : IPartitionReader
{
    private int _reads;
    private long _next;

    /// <summary>Calls so far.</summary>
    public int Reads => Volatile.Read(ref _reads);

    /// <summary>Set once the reader is disposed of.</summary>
    public ManualResetEventSlim Closed { get; } = new();

    /// <summary>What the next read fails with.</summary>
    public Exception? Failure { get; init; }

    /// <summary>Whether more may come after the last record, though nothing does.</summary>
    public bool StaysOpen { get; init; }

    public bool IsAtEnd => !StaysOpen && HasNone;

    private bool HasNone => _next >= records;

    public RecordBatch? Read(int recordsMax, TimeSpan wait)
    {
        Interlocked.Increment(ref _reads);
        if (Failure is not null)
        {
            throw Failure;
        }

        var read = new List<LogRecord>();
        for (; read.Count < recordsMax && !HasNone; _next++)
        {
            read.Add(new LogRecord(_next, 0, null, null, null));
        }

        return read.Count == 0 ? null : new RecordBatch(read, _next);
    }

    public void Dispose() => Closed.Set();
}
