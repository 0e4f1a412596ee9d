using StreamReco.Models.Retrieval;
using StreamReco.Models.Retrieval.Live;
using StreamReco.Models.Training.Encoder;

namespace StreamReco.Models.Ranking;

/// <summary>
/// A stack at work for one shard: encodes a block of queries, then gathers, describes and ranks the candidates of one
/// after the other, between which live clicks may be taken in. The same code as in evaluation, so the same bits. For one
/// thread.
/// </summary>
public sealed class ShardStack
{
    /// <summary>Queries of a block: enough to read the item vectors seldom, few enough for N scores of each in memory.</summary>
    public const int BlockSize = 16;

    private readonly RankStack _stack;
    private readonly IReadOnlyList<ICandidateSource> _sources;
    private readonly CandidateBuilder _builder;
    private readonly QueryBlockEncoder? _encoder;
    private readonly SourceInfluence _influence;
    private readonly int[] _order;

    /// <param name="stack">The model's stack.</param>
    /// <param name="scorer">What threads share of the encoder; null where there is none.</param>
    /// <param name="live">The shard's live clicks; null for the frozen model.</param>
    public ShardStack(RankStack stack, EncoderScorer? scorer, LiveClicks? live)
    {
        _stack = stack;
        Live = live;
        _sources = stack.Parts.Open(live);
        _builder = new CandidateBuilder(stack.Plan, _sources, stack.Parts.OpenStatistics(live), stack.Vectors);
        _encoder = stack.Encoder is { } encoder && scorer is not null ? new QueryBlockEncoder(encoder, scorer, BlockSize) : null;
        Request = new RankRequest(_builder.Layout);
        _influence = new SourceInfluence(stack.Plan, stack.Ranker);
        _order = new int[stack.Plan.Candidates];
    }

    /// <summary>The shard's clicks since the model was trained; null for the frozen model.</summary>
    public LiveClicks? Live { get; }

    /// <summary>Candidates, features and scores of the query ranked last.</summary>
    public RankRequest Request { get; }

    /// <summary>Places of <see cref="Request"/> by falling score, ties by the order of the rough mix.</summary>
    public ReadOnlySpan<int> Order => _order.AsSpan(0, Request.Count);

    /// <summary>Puts a query into the block.</summary>
    public void Encode(int place, in SessionQuery query) => _encoder?.Encode(place, query);

    /// <summary>The block is full: finds each query's best items.</summary>
    public void EndBlock(int count) => _encoder?.EndBlock(count);

    /// <summary>Ranks the query at a place of the block, as of the live clicks taken in so far.</summary>
    public void Rank(int place, in SessionQuery query, GivenItems? given = null)
    {
        _builder.Build(query, _encoder is null ? default : _encoder[place], Request, given);
        _stack.Ranker.Score(Request);
        for (var i = 0; i < Request.Count; i++)
        {
            Insert(i);
        }
    }

    /// <summary>The source that moved a candidate most; null where none speaks for it.</summary>
    public RankSource? MovedBy(int candidate) =>
        _influence.Strongest(Request, candidate) is >= 0 and var source ? _stack.Plan.Sources[source] : null;

    /// <summary>Places of the query's clicks that speak most for an item by a source's word; 0 where it names none.</summary>
    public int Explain(string source, in SessionQuery query, int row, Span<int> places)
    {
        foreach (var candidate in _sources)
        {
            if (candidate.Name == source)
            {
                return candidate.Explain(query, row, places);
            }
        }

        return 0;
    }

    private void Insert(int candidate)
    {
        var at = candidate;
        for (; at > 0 && Request.Scores[_order[at - 1]] < Request.Scores[candidate]; at--)
        {
            _order[at] = _order[at - 1];
        }

        _order[at] = candidate;
    }
}
