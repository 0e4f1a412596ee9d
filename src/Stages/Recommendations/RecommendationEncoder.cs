using System.Text;
using System.Text.Json;
using StreamReco.Models.Artifacts;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Recommendations.Rules;
using StreamReco.Stages.Records;
using StreamReco.Stages.Setup;

namespace StreamReco.Stages.Recommendations;

/// <summary>
/// Writes an answer in the contract of <c>docs/schemas/recommendation.schema.json</c>. Not thread-safe.
/// </summary>
public sealed class RecommendationEncoder
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

    public RecommendationEncoder(
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
        (_idHead, _idTail) = (Encoding.UTF8.GetBytes($"\"{shard.Partition}-"), Encoding.UTF8.GetBytes($"-{JsonEncodedText.Encode(variant)}"));
    }

    /// <summary>Writes an answer.</summary>
    /// <param name="request">What is answered.</param>
    /// <param name="items">The items, best first.</param>
    /// <param name="trace">What the rules did.</param>
    /// <param name="firstRank">The rank of the first item.</param>
    /// <returns>A record with bytes of its own.</returns>
    public OutboundRecord Encode(RecommendationRequest request, IReadOnlyList<RankedItem> items, RuleTrace trace, int firstRank = 1)
    {
        Write(request, items, trace, firstRank);
        var (key, value) = (Encoding.UTF8.GetBytes(request.UserId), _json.WrittenSpan.ToArray());
        return new OutboundRecord(OutboundTopic.Recommendations, key, value) { TraceParent = RecommendationTrace.Continue(request) };
    }

    /// <inheritdoc cref="Encode(RecommendationRequest, IReadOnlyList{RankedItem}, RuleTrace, int)"/>
    /// <param name="output">Takes the record's bytes.</param>
    /// <returns>A record whose bytes lie in <paramref name="output"/>.</returns>
    public OutboundRecord Encode(RecommendationRequest request, IReadOnlyList<RankedItem> items, RuleTrace trace, ByteBuffer output)
    {
        Write(request, items, trace, firstRank: 1);
        return new OutboundRecord(OutboundTopic.Recommendations, null, null)
        {
            KeyBytes = output.Add(request.UserId),
            ValueBytes = output.Add(_json.WrittenSpan),
            TraceParent = RecommendationTrace.Continue(request),
        };
    }

    private void Write(RecommendationRequest request, IReadOnlyList<RankedItem> items, RuleTrace trace, int firstRank)
    {
        _json.Clear();
        _json.Raw("{\"recommendation_id\":"u8);
        _json.Raw(_idHead);
        _json.Number(request.Offset);
        _json.Raw(_idTail);
        WriteCode(request.Code);
        _json.Raw(",\"user_id\":"u8);
        _json.Text(request.UserId);
        _json.Raw(",\"session_id\":"u8);
        _json.Text(request.SessionId);
        _json.Raw(",\"as_of\":"u8);
        _json.Moment(DateTimeOffset.FromUnixTimeMilliseconds(request.AsOfMs).UtcDateTime);
        _json.Raw(",\"emitted_at\":"u8);
        _json.Moment(_emission.MomentOf(request.ReceivedMs, _time));
        _json.Raw(",\"items\":"u8);
        _items.Write(items, firstRank);
        if (!trace.IsEmpty)
        {
            _json.Raw(",\"rules\":"u8);
            _rules.Write(trace);
        }

        WriteExperiments(request.Arms.Arms);
        _json.Raw(_modelAndOrigin);
        _json.Number(request.Offset);
        _json.Raw("}}"u8);
    }

    /// <summary>Letters, digits, dashes and underscores behind a dot.</summary>
    private void WriteCode(string code)
    {
        Span<byte> text = stackalloc byte[code.Length];
        _json.Raw(text[..Encoding.ASCII.GetBytes(code, text)]);
        _json.Raw("\""u8);
    }

    private void WriteExperiments(IReadOnlyList<ServedArm> arms)
    {
        for (var i = 0; i < arms.Count; i++)
        {
            _json.Raw(i == 0 ? ",\"experiments\":[{\"name\":"u8 : ",{\"name\":"u8);
            _json.Text(arms[i].Experiment);
            _json.Raw(",\"variant\":"u8);
            _json.Text(arms[i].Variant);
            _json.Raw(",\"propensity\":"u8);
            _json.Number(arms[i].Propensity);
            _json.Raw(i == arms.Count - 1 ? "}]"u8 : "}"u8);
        }
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
