using System.Buffers;
using StreamReco.Models.Ranking;
using StreamReco.Models.Retrieval;
using StreamReco.Models.Retrieval.Live;
using StreamReco.Stages.Batches;

namespace StreamReco.Stages.Retrieval;

/// <summary>A two-stage model in one shard, with the shard's own clicks. For one thread.</summary>
internal sealed class ShardRetriever
{
    private readonly LiveClicksOptions _bounds;
    private readonly CandidateBuilder _builder;
    private ReadOnlyMemory<byte> _kept;

    /// <param name="model">The model.</param>
    /// <param name="stack">Its stack.</param>
    /// <param name="options">Whether clicks are taken in, and how many.</param>
    /// <param name="stored">Clicks of before, perhaps under another model; empty for none.</param>
    public ShardRetriever(ShardModel model, TwoStageModel stack, ScoreOptions options, ReadOnlySpan<byte> stored)
    {
        Model = model;
        _bounds = options.LiveBounds();
        if (options.Live)
        {
            Live = stack.Parts.OpenLive(_bounds);
            if (!stored.IsEmpty)
            {
                LiveClicksCodec.Read(stored, model.Items.IndexOf, Live);
            }
        }
        else
        {
            _kept = stored.ToArray();
        }

        _builder = new CandidateBuilder(stack.Plan, stack.Parts.Open(Live), stack.Parts.OpenStatistics(Live), stack.Vectors);
    }

    public ShardModel Model { get; }

    /// <summary>The shard's clicks since the model was trained; null for the model as it was trained.</summary>
    public LiveClicks? Live { get; }

    /// <summary>
    /// The clicks in their durable form, empty for none: whether an answer has opened the sources must not show. Those of
    /// before where none are taken in.
    /// </summary>
    public ReadOnlyMemory<byte> ToBytes()
    {
        if (Live is not { } live)
        {
            return _kept;
        }

        if (live.IsUntouched)
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        var output = new ArrayBufferWriter<byte>(1024);
        LiveClicksCodec.Write(live, Model.Items.IdOf, output);
        return output.WrittenMemory;
    }

    /// <summary>Takes a user out of the clicks, also of those that wait for live sources to be switched on again.</summary>
    public void Forget(ulong userKey)
    {
        Live?.Forget(userKey);
        _kept = _kept.IsEmpty ? _kept : StoredLiveClicks.Without(_kept.Span, userKey, _bounds);
    }

    /// <summary>The clicks that are kept of a user, the oldest session first.</summary>
    public IReadOnlyList<KeptClick> ClicksOf(ulong userKey) =>
        Live is { } live ? live.ClicksOf(userKey, Model.Items.IdOf)
        : _kept.IsEmpty ? [] : StoredLiveClicks.ClicksOf(_kept.Span, userKey, _bounds);

    /// <summary>Gathers and describes a request's candidates, as of the live clicks taken in so far.</summary>
    public void Gather(in SessionQuery query, RecommendationRequest request)
    {
        if (query.Rows.IsEmpty && request.Given is null)
        {
            return;
        }

        request.Ranking ??= Model.Rankings!.Rent();
        var encoded = request.Encoding is { } encoding ? encoding.Encoded : default;
        _builder.Build(query, encoded, request.Ranking, request.Given);
    }
}
