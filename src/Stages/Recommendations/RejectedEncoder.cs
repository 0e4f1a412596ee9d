using System.Buffers;
using System.Text;
using System.Text.Json;
using StreamReco.Models.Decoding;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Privacy;
using StreamReco.Stages.Records;
using StreamReco.Stages.Setup;

namespace StreamReco.Stages.Recommendations;

/// <summary>
/// Writes a rejected record in the contract of <c>docs/schemas/rejected.schema.json</c>. A payload above the bound is
/// split over several records (<c>part</c> of <c>parts</c>), so that whatever the broker took in can be kept whole.
/// </summary>
/// <param name="shard">Where the records came from.</param>
/// <param name="componentVersion">Version of the program.</param>
/// <param name="payloadBytesMax">Payload bytes of one record.</param>
/// <param name="time">The clock of <c>rejected_at</c>.</param>
/// <param name="pseudonyms">Replaces keys, not payloads, which a repair needs; null leaves keys as they came.</param>
/// <param name="isForwarded">Whether records were forwarded from another topic, which <see cref="OriginHeaders"/> name.</param>
/// <param name="emission">Whether <c>rejected_at</c> is the clock's or the log's; null for the clock's.</param>
public sealed class RejectedEncoder(
    ShardId shard, string componentVersion, int payloadBytesMax, TimeProvider time, Pseudonymizer? pseudonyms = null,
    EmitPolicy? emission = null, bool isForwarded = false) : IDisposable
{
    private readonly EmitPolicy _emission = emission ?? EmitPolicy.Live;
    private readonly ArrayBufferWriter<byte> _output = new(4096);
    private readonly Utf8JsonWriter _json = new(new ArrayBufferWriter<byte>());

    /// <summary>Adds the record's one or more outbound records to <paramref name="target"/>.</summary>
    public void Encode(in RejectedRecord rejected, List<OutboundRecord> target)
    {
        var origin = new RecordOrigin(shard.Topic, shard.Partition, rejected.Record.Offset);
        var asItCame = rejected;
        if ((isForwarded || rejected.Record.Kind == LogRecordKind.Forwarded) && OriginHeaders.TryRestore(rejected.Record, out var first, out var restored))
        {
            (origin, asItCame) = (first, rejected with { Record = restored });
        }

        Encode(asItCame, origin, target);
    }

    public void Dispose() => _json.Dispose();

    private void Encode(in RejectedRecord rejected, in RecordOrigin origin, List<OutboundRecord> target)
    {
        var payload = rejected.Record.Value.AsSpan();
        var parts = Math.Max(1, (payload.Length + payloadBytesMax - 1) / payloadBytesMax);
        for (var part = 0; part < parts; part++)
        {
            var start = part * payloadBytesMax;
            var slice = payload.Slice(start, Math.Min(payloadBytesMax, payload.Length - start));
            target.Add(EncodePart(rejected, origin, slice, part + 1, parts));
        }
    }

    private OutboundRecord EncodePart(
        in RejectedRecord rejected, in RecordOrigin origin, ReadOnlySpan<byte> payload, int part, int parts)
    {
        _output.ResetWrittenCount();
        _json.Reset(_output);
        _json.WriteStartObject();
        _json.WriteBase64String("payload"u8, payload);
        if (part == 1)
        {
            WriteHeaders(rejected.Record.Headers);
        }

        _json.WriteString("failure_type"u8, rejected.Failure.Name);
        _json.WriteStartArray("errors"u8);
        _json.WriteStartObject();
        _json.WriteString("message"u8, rejected.Failure.Message);
        _json.WriteString("field"u8, rejected.Failure.Field);
        _json.WriteEndObject();
        _json.WriteEndArray();
        _json.WriteStartObject("origin"u8);
        _json.WriteString("topic"u8, origin.Topic);
        _json.WriteNumber("partition"u8, origin.Partition);
        _json.WriteNumber("offset"u8, origin.Offset);
        _json.WriteNumber("timestamp"u8, rejected.Record.TimestampMs);
        _json.WriteEndObject();
        _json.WriteString("rejected_at"u8, _emission.MomentOf(rejected.Record.TimestampMs, time));
        _json.WriteString("component_version"u8, componentVersion);
        if (parts > 1)
        {
            _json.WriteNumber("part"u8, part);
            _json.WriteNumber("parts"u8, parts);
        }

        _json.WriteEndObject();
        _json.Flush();
        return new OutboundRecord(OutboundTopic.Rejected, KeyOf(rejected.Record.Key), _output.WrittenSpan.ToArray());
    }

    private byte[]? KeyOf(byte[]? key) => key is null || pseudonyms is null
        ? key
        : Encoding.UTF8.GetBytes(pseudonyms.Of(Encoding.UTF8.GetString(key)));

    /// <summary>A binary CloudEvent has half of its event in the headers.</summary>
    private void WriteHeaders(IReadOnlyList<KeyValuePair<string, byte[]>>? headers)
    {
        if (headers is not { Count: > 0 })
        {
            return;
        }

        _json.WriteStartArray("headers"u8);
        foreach (var (name, value) in headers)
        {
            _json.WriteStartObject();
            _json.WriteString("name"u8, name);
            _json.WriteBase64String("value"u8, value);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }
}
