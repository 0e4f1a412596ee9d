using System.Buffers;
using System.Text;
using System.Text.Json;
using StreamReco.Models.Artifacts;
using StreamReco.Stages.Answers.Rules;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.Stages.Shards;

namespace StreamReco.Stages.Answers;

/// <summary>
/// Writes an answer in the contract of <c>docs/schemas/recommendation.schema.json</c>. Not thread-safe.
/// </summary>
public sealed class AnswerEncoder(
    ShardId shard, ModelManifest model, RerankRules rules, string variant, TimeProvider time, Emission? emission = null) : IDisposable
{
    private readonly Emission _emission = emission ?? Emission.Live;
    private readonly RulesJson _rules = new(rules);
    private readonly ItemsJson _items = new(rules);
    private readonly ArrayBufferWriter<byte> _output = new(4096);
    private readonly Utf8JsonWriter _json = new(new ArrayBufferWriter<byte>(), new JsonWriterOptions { SkipValidation = true });

    public OutboundRecord Encode(AnswerTicket ticket, IReadOnlyList<RankedItem> items, RuleTrace trace)
    {
        _output.ResetWrittenCount();
        _json.Reset(_output);
        _json.WriteStartObject();
        _json.WriteString("recommendation_id"u8, $"{shard.Partition}-{ticket.Offset}-{variant}");
        _json.WriteString("user_id"u8, ticket.UserId);
        _json.WriteString("session_id"u8, ticket.SessionId);
        _json.WriteString("as_of"u8, DateTimeOffset.FromUnixTimeMilliseconds(ticket.AsOfMs).UtcDateTime);
        _json.WriteString("emitted_at"u8, _emission.MomentOf(ticket.ReceivedMs, time));
        _json.WritePropertyName("items"u8);
        _json.WriteRawValue(_items.Write(items), skipInputValidation: true);
        if (!trace.IsEmpty)
        {
            _json.WritePropertyName("rules"u8);
            _json.WriteRawValue(_rules.Write(trace), skipInputValidation: true);
        }

        _json.WriteStartObject("model"u8);
        _json.WriteString("name"u8, model.Name);
        _json.WriteString("version"u8, model.Version);
        _json.WriteEndObject();
        _json.WriteString("variant"u8, variant);
        _json.WriteStartObject("origin"u8);
        _json.WriteString("topic"u8, shard.Topic);
        _json.WriteNumber("partition"u8, shard.Partition);
        _json.WriteNumber("offset"u8, ticket.Offset);
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.Flush();
        return new OutboundRecord(
            OutboundTopic.Recommendations, Encoding.UTF8.GetBytes(ticket.UserId), _output.WrittenSpan.ToArray());
    }

    public void Dispose() => _json.Dispose();
}
