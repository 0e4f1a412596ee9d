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
    /// <summary>What it is, by its headers; found once, where the record is made.</summary>
    public LogRecordKind Kind { get; } = ControlHeaders.KindOf(Headers);

    /// <summary>The version that a change of model asks for.</summary>
    /// <exception cref="InvalidOperationException">It is no change of model.</exception>
    public string ModelVersion => Kind == LogRecordKind.ModelChange
        ? Encoding.UTF8.GetString(ControlHeaders.ValueOf(Headers!, ControlHeaders.ModelChange))
        : throw new InvalidOperationException($"The record at offset {Offset} is a {Kind}, not a change of model.");
}
