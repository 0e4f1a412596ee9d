namespace StreamReco.Stages.Records;

/// <summary>The records of one micro-batch as a reader took them, in memory that is used again.</summary>
public sealed class RecordBuffer : IDisposable
{
    private const int FirstBytes = 128 * 1024; // 500 clicks of 260 bytes

    private readonly List<LogRecord> _records = [];
    private readonly ByteBuffer _bytes = new(FirstBytes);
    private readonly Action<RecordBuffer> _giveBack;

    /// <param name="giveBack">Takes the buffer when its micro-batch is decoded and folded; called on any thread.</param>
    public RecordBuffer(Action<RecordBuffer> giveBack) => _giveBack = giveBack;

    public IReadOnlyList<LogRecord> Records => _records;

    /// <summary>Copies a record in.</summary>
    /// <param name="offset">Its offset.</param>
    /// <param name="timestampMs">Kafka's timestamp, Unix milliseconds.</param>
    /// <param name="key">The key's bytes.</param>
    /// <param name="hasKey">Whether there is a key.</param>
    /// <param name="value">The value's bytes.</param>
    /// <param name="hasValue">Whether there is a value.</param>
    /// <param name="headers">The headers, or null when there are none.</param>
    public void Add(
        long offset, long timestampMs, ReadOnlySpan<byte> key, bool hasKey, ReadOnlySpan<byte> value, bool hasValue,
        IReadOnlyList<KeyValuePair<string, byte[]>>? headers) =>
        _records.Add(new LogRecord(offset, timestampMs, null, null, headers)
        {
            KeyBytes = hasKey ? _bytes.Add(key) : default,
            ValueBytes = hasValue ? _bytes.Add(value) : default,
        });

    /// <summary>The records are done with: their memory may be used again.</summary>
    public void Dispose()
    {
        _records.Clear();
        _bytes.Clear();
        _giveBack(this);
    }
}
