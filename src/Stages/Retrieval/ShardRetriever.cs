using System.Buffers;
using StreamReco.Models.Ranking;
using StreamReco.Models.Retrieval;
using StreamReco.Models.Retrieval.Live;
using StreamReco.Stages.Answers;
using StreamReco.Stages.Serving;

namespace StreamReco.Stages.Retrieval;

/// <summary>A model's stack at work in one shard, with the shard's own clicks. For one thread.</summary>
internal sealed class ShardRetriever
{
    private readonly LiveClicksOptions _bounds;
    private ReadOnlyMemory<byte> _kept;

    /// <param name="model">The model.</param>
    /// <param name="stack">Its stack.</param>
    /// <param name="options">Whether clicks are taken in, and how many.</param>
    /// <param name="stored">Clicks of before, perhaps under another model; empty for none.</param>
    public ShardRetriever(ShardModel model, RankStack stack, ScoreOptions options, ReadOnlySpan<byte> stored)
    {
        Model = model;
        _bounds = options.LiveBounds();
        LiveClicks? live = null;
        if (options.Live)
        {
            live = stack.Parts.OpenLive(_bounds);
            if (!stored.IsEmpty)
            {
                LiveClicksCodec.Read(stored, model.Items.IndexOf, live);
            }
        }
        else
        {
            _kept = stored.ToArray();
        }

        Stack = new ShardStack(stack, model.Served.EncoderScorer, live);
    }

    public ShardModel Model { get; }

    public ShardStack Stack { get; }

    /// <summary>
    /// The clicks in their durable form, empty for none: whether an answer has opened the sources must not show. Those of
    /// before where none are taken in.
    /// </summary>
    public ReadOnlyMemory<byte> ToBytes()
    {
        if (Stack.Live is not { } live)
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
        Stack.Live?.Forget(userKey);
        _kept = _kept.IsEmpty ? _kept : StoredLiveClicks.Without(_kept.Span, userKey, _bounds);
    }

    /// <summary>Ranks a query of the block and writes the best into the ticket, the first of them with their reasons.</summary>
    public void Rank(int place, in SessionQuery query, AnswerTicket ticket, int reasonsMax)
    {
        if (query.Rows.IsEmpty && ticket.Given is null)
        {
            return;
        }

        Stack.Rank(place, query, ticket.Given);
        var features = ticket.Features;
        features.CandidateCount = Math.Min(Stack.Order.Length, features.CandidateRows.Length);
        for (var i = 0; i < features.CandidateCount; i++)
        {
            var candidate = Stack.Order[i];
            features.CandidateRows[i] = Stack.Request.Rows[candidate];
            features.CandidateScores[i] = Stack.Request.Scores[candidate];
            if (i < reasonsMax)
            {
                ticket.AddReason(ReasonOf(candidate, query));
            }
        }
    }

    private CandidateReason ReasonOf(int candidate, in SessionQuery query)
    {
        if (Stack.MovedBy(candidate) is not { } source)
        {
            return default;
        }

        Span<int> places = stackalloc int[SimilarItems.NamesMax];
        var named = places[..Stack.Explain(source.Name, query, Stack.Request.Rows[candidate], places)];
        var names = named.IsEmpty ? [] : new string[named.Length];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = Model.Items.IdOf(query.Rows[named[i]]);
        }

        return new CandidateReason(source.Name, names.Distinct(StringComparer.Ordinal).ToArray());
    }
}
