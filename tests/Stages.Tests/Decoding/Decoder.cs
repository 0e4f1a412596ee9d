using System.Text;
using StreamReco.Models.Decoding;
using StreamReco.Models.Events;
using StreamReco.Stages.Decoding;
using StreamReco.Stages.Records;
using StreamReco.Stages.Shards;

namespace StreamReco.Stages.Tests.Decoding;

/// <summary>Decode and Validate as the fold runs them, over one record at a time.</summary>
internal sealed class Decoder(LimitOptions? limits = null)
{
    /// <summary>When every record is received: 2026-01-15T12:00:00Z in Unix milliseconds.</summary>
    public const long ReceivedMs = 1_768_478_400_000;

    private readonly LeftOutCounts _leftOut = new();
    private DecodeStage? _decode;
    private readonly ValidateStage _validate = new(new ValidationOptions());

    /// <summary>Kafka's timestamp of the records, Unix milliseconds.</summary>
    public long TimestampMs { get; init; } = ReceivedMs;

    public ClickEvent Click { get; } = new();

    /// <summary>What was left out of the events so far.</summary>
    public IReadOnlyList<(LeftOut What, long Count)> LeftOut => _leftOut.Counts;

    public ValidationFailure? Read(byte[]? value, params (string Name, string Value)[] headers) => Read(
        value, headers.Length == 0 ? null : [.. headers.Select(h => KeyValuePair.Create(h.Name, Encoding.UTF8.GetBytes(h.Value)))]);

    public ValidationFailure? Read(string json, params (string Name, string Value)[] headers) => Read(Encoding.UTF8.GetBytes(json), headers);

    /// <summary>The event of a text that must be a valid one.</summary>
    public ClickEvent Event(string json, params (string Name, string Value)[] headers)
    {
        Read(json, headers).ShouldBeNull();
        return Click;
    }

    private ValidationFailure? Read(byte[]? value, IReadOnlyList<KeyValuePair<string, byte[]>>? headers)
    {
        var record = new LogRecord(0, TimestampMs, null, value, headers);
        _decode ??= new DecodeStage(new PipelineOptions { Limits = limits ?? new LimitOptions() }) { LeftOut = _leftOut };
        return _decode.Decode(record, Click) ?? _validate.Check(Click, TimestampMs);
    }
}
