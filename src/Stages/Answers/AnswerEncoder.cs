using System.Text;
using System.Text.Json;
using StreamReco.Models.Artifacts;
using StreamReco.Stages.Answers.Rules;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.Stages.Setup;

namespace StreamReco.Stages.Answers;

/// <summary>
/// Writes an answer in the contract of <c>docs/schemas/recommendation.schema.json</c>. Not thread-safe.
/// </summary>
public sealed class AnswerEncoder
{
    private readonly ShardId _shard;
    private readonly string _variant;
    private readonly TimeProvider _time;
    private readonly EmitPolicy _emission;
    private readonly JsonBytes _json = new();
    private readonly ItemsJson _items;
    private readonly RulesJson _rules;
    private readonly byte[] _modelAndOrigin;
    private readonly byte[] _idHead;
    private readonly byte[] _idTail;

    public AnswerEncoder(
        ShardId shard, ModelManifest model, RerankRules rules, string variant, TimeProvider time, EmitPolicy? emission = null)
    {
        _shard = shard;
        _variant = variant;
        _time = time;
        _emission = emission ?? EmitPolicy.Live;
        _items = new ItemsJson(rules, _json);
        _rules = new RulesJson(rules, _json);
        WriteModelAndOrigin(model);
        _modelAndOrigin = _json.WrittenSpan.ToArray();
        (_idHead, _idTail) = (Encoding.UTF8.GetBytes($"\"{shard.Partition}-"), Encoding.UTF8.GetBytes($"-{JsonEncodedText.Encode(variant)}\""));
    }

    /// <summary>Writes an answer.</summary>
    /// <param name="ticket">What is answered.</param>
    /// <param name="items">The items, best first.</param>
    /// <param name="trace">What the rules did.</param>
    /// <param name="firstRank">The rank of the first item.</param>
    /// <returns>A record with bytes of its own.</returns>
    public OutboundRecord Encode(AnswerTicket ticket, IReadOnlyList<RankedItem> items, RuleTrace trace, int firstRank = 1)
    {
        Write(ticket, items, trace, firstRank);
        var (key, value) = (Encoding.UTF8.GetBytes(ticket.UserId), _json.WrittenSpan.ToArray());
        return new OutboundRecord(OutboundTopic.Recommendations, key, value) { TraceParent = AnswerTrace.Continue(ticket) };
    }

    /// <inheritdoc cref="Encode(AnswerTicket, IReadOnlyList{RankedItem}, RuleTrace, int)"/>
    /// <param name="output">Takes the record's bytes.</param>
    /// <returns>A record whose bytes lie in <paramref name="output"/>.</returns>
    public OutboundRecord Encode(AnswerTicket ticket, IReadOnlyList<RankedItem> items, RuleTrace trace, ByteBuffer output)
    {
        Write(ticket, items, trace, firstRank: 1);
        return new OutboundRecord(OutboundTopic.Recommendations, null, null)
        {
            KeyBytes = output.Add(ticket.UserId),
            ValueBytes = output.Add(_json.WrittenSpan),
            TraceParent = AnswerTrace.Continue(ticket),
        };
    }

    private void Write(AnswerTicket ticket, IReadOnlyList<RankedItem> items, RuleTrace trace, int firstRank)
    {
        _json.Clear();
        _json.Raw("{\"recommendation_id\":"u8);
        _json.Raw(_idHead);
        _json.Number(ticket.Offset);
        _json.Raw(_idTail);
        _json.Raw(",\"user_id\":"u8);
        _json.Text(ticket.UserId);
        _json.Raw(",\"session_id\":"u8);
        _json.Text(ticket.SessionId);
        _json.Raw(",\"as_of\":"u8);
        _json.Moment(DateTimeOffset.FromUnixTimeMilliseconds(ticket.AsOfMs).UtcDateTime);
        _json.Raw(",\"emitted_at\":"u8);
        _json.Moment(_emission.MomentOf(ticket.ReceivedMs, _time));
        _json.Raw(",\"items\":"u8);
        _items.Write(items, firstRank);
        if (!trace.IsEmpty)
        {
            _json.Raw(",\"rules\":"u8);
            _rules.Write(trace);
        }

        _json.Raw(_modelAndOrigin);
        _json.Number(ticket.Offset);
        _json.Raw("}}"u8);
    }

    /// <summary>What all answers of a shard by one model say alike, up to the offset.</summary>
    private void WriteModelAndOrigin(ModelManifest model)
    {
        _json.Raw(",\"model\":{\"name\":"u8);
        _json.Text(model.Name);
        _json.Raw(",\"version\":"u8);
        _json.Text(model.Version);
        _json.Raw("},\"variant\":"u8);
        _json.Text(_variant);
        _json.Raw(",\"origin\":{\"topic\":"u8);
        _json.Text(_shard.Topic);
        _json.Raw(",\"partition\":"u8);
        _json.Number(_shard.Partition);
        _json.Raw(",\"offset\":"u8);
    }
}
