using System.Text;

namespace StreamReco.Stages.Records;

/// <summary>What stands at one offset of the clicks topic: a click, or one of the pipeline's own control records.</summary>
/// <param name="Offset">Its offset in the partition.</param>
/// <param name="TimestampMs">Kafka's timestamp, Unix milliseconds: when the event was received.</param>
/// <param name="Key">The key's bytes, or null.</param>
/// <param name="Value">The value's bytes, or null for a tombstone.</param>
/// <param name="Headers">The headers, or null when there are none.</param>
public readonly record struct LogRecord(
    long Offset, long TimestampMs, byte[]? Key, byte[]? Value, IReadOnlyList<KeyValuePair<string, byte[]>>? Headers)
{
    private readonly RecordBytes _key = RecordBytes.Of(Key);
    private readonly RecordBytes _value = RecordBytes.Of(Value);

    /// <summary>The key as an array, or null; a copy of what <see cref="KeyBytes"/> share.</summary>
    public byte[]? Key
    {
        get => _key.ToArray();
        init => _key = RecordBytes.Of(value);
    }

    /// <summary>The value as an array, or null for a tombstone; a copy of what <see cref="ValueBytes"/> share.</summary>
    public byte[]? Value
    {
        get => _value.ToArray();
        init => _value = RecordBytes.Of(value);
    }

    /// <summary>The key where it lies; as long as the record's micro-batch is decoded and folded.</summary>
    public RecordBytes KeyBytes
    {
        get => _key;
        init => _key = value;
    }

    /// <summary>The value where it lies; as long as the record's micro-batch is decoded and folded.</summary>
    public RecordBytes ValueBytes
    {
        get => _value;
        init => _value = value;
    }

    /// <summary>What it is, by its headers; found once, where the record is made.</summary>
    public LogRecordKind Kind { get; } = ControlHeaders.KindOf(Headers);

    /// <summary>The version that a change of model asks for.</summary>
    /// <exception cref="InvalidOperationException">It is no change of model.</exception>
    public string ModelVersion => Kind == LogRecordKind.ModelChange
        ? Encoding.UTF8.GetString(ControlHeaders.ValueOf(Headers!, ControlHeaders.ModelChange))
        : throw new InvalidOperationException($"The record at offset {Offset} is a {Kind}, not a change of model.");

    /// <summary>The id of the experiment that the record is about.</summary>
    /// <exception cref="InvalidOperationException">It is about none.</exception>
    public string ExperimentId => Kind == LogRecordKind.Experiment
        ? Encoding.UTF8.GetString(ControlHeaders.ValueOf(Headers!, ControlHeaders.Experiment))
        : throw new InvalidOperationException($"The record at offset {Offset} is a {Kind}, not about an experiment.");

    /// <summary>
    /// Whether it is a click that an operator let out of the quarantine: neither the bot policy nor a rule holds it back again, and in a
    /// log that has a quarantine it is not late.
    /// </summary>
    public bool IsReleased => Has(ControlHeaders.Released);

    /// <summary>Whether it is a click that was forwarded as often as one may be.</summary>
    public bool IsForwardedTwice => Has(ControlHeaders.ForwardedTwice);

    /// <summary>The user whose a click is that was forwarded here.</summary>
    /// <exception cref="InvalidOperationException">It was not.</exception>
    public string ForwardedTo => Kind == LogRecordKind.Forwarded
        ? Encoding.UTF8.GetString(ControlHeaders.ValueOf(Headers!, ControlHeaders.Forwarded))
        : throw new InvalidOperationException($"The record at offset {Offset} is a {Kind}, not a click that was forwarded here.");

    private bool Has(string header)
    {
        for (var i = 0; Headers is not null && i < Headers.Count; i++)
        {
            if (Headers[i].Key == header)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The record with bytes of its own, to be kept.</summary>
    public LogRecord ToOwned() => this with { Key = Key, Value = Value };
}
