using StreamReco.Models.Lake;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;

namespace StreamReco.Stages.Lake;

/// <summary>Takes single records out of a log, by rising offset.</summary>
/// <param name="reader">The log; disposed with this.</param>
/// <param name="what">What it is, for messages.</param>
/// <param name="patience">How long a record that must be there is waited for.</param>
/// <param name="time">The clock of the patience.</param>
internal sealed class LogCursor(IPartitionReader reader, string what, TimeSpan patience, TimeProvider time) : IDisposable
{
    private const int BatchRecords = 1_000;

    private static readonly TimeSpan _wait = TimeSpan.FromMilliseconds(200);

    private IReadOnlyList<LogRecord> _records = [];
    private int _at;

    /// <summary>Nothing more will ever come.</summary>
    public bool IsAtEnd => _at == _records.Count && reader.IsAtEnd;

    /// <summary>The next record; false if none has come in time.</summary>
    public bool TryNext(TimeSpan wait, out LogRecord record)
    {
        record = default;
        if (_at == _records.Count && !Read(wait))
        {
            return false;
        }

        record = _records[_at++];
        return true;
    }

    /// <summary>The record at an offset that holds one; records before it are passed.</summary>
    /// <exception cref="LakeException">It is gone.</exception>
    /// <exception cref="IOException">It does not come in time.</exception>
    public LogRecord Take(long offset, CancellationToken cancel)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            if (TryNext(_wait, out var record))
            {
                if (record.Offset == offset)
                {
                    return record;
                }

                if (record.Offset > offset)
                {
                    throw new LakeException($"Offset {offset} of {what} is gone: the next record is of offset {record.Offset}.");
                }
            }
            else if (time.GetElapsedTime(started) > patience)
            {
                throw new IOException($"Offset {offset} of {what} did not come within {patience.TotalSeconds:0} s.");
            }
        }
    }

    public void Dispose() => reader.Dispose();

    /// <summary>Reads until a record has come; gaps of the log are passed.</summary>
    private bool Read(TimeSpan wait)
    {
        while (reader.Read(BatchRecords, wait) is { } batch)
        {
            (_records, _at) = (batch.Records, 0);
            if (_records.Count > 0)
            {
                return true;
            }
        }

        return false;
    }
}
