using StreamReco.Models.Ranking;
using StreamReco.Models.Scoring;

namespace StreamReco.Models.Evaluation;

/// <summary>
/// Answers queries by a stack as serving does: the encoder's graph over a block of them, candidates and features of each,
/// the ranker's graph over the block. For one thread.
/// </summary>
public sealed class GraphAnswers : IDisposable
{
    private readonly CandidateBuilder _builder;
    private readonly IBatchScorer<EncoderRequest>? _encoder;
    private readonly IBatchScorer<RankRequest> _ranker;
    private readonly EncoderRequest[] _encoded;
    private readonly RankRequest[] _ranked;
    private int _first;

    /// <param name="stack">The stack.</param>
    /// <param name="graphs">Its graphs, which other threads may share.</param>
    public GraphAnswers(TwoStageModel stack, TwoStageGraphs graphs)
    {
        _builder = new CandidateBuilder(stack.Plan, stack.Parts.Open(), stack.Parts.OpenStatistics(), stack.Vectors);
        _encoder = graphs.OpenEncoder();
        _ranker = graphs.OpenRanker();
        _encoded = stack.Encoder is { } encoder && _encoder is not null
            ? [.. Enumerable.Range(0, QueryBlocks.Size).Select(_ => new EncoderRequest(encoder))]
            : [];
        _ranked = [.. Enumerable.Range(0, QueryBlocks.Size).Select(_ => new RankRequest(_builder.Layout))];
    }

    /// <summary>What the encoder said of a query of the last block; valid until the next one.</summary>
    public EncodedQuery EncodedOf(int query) => _encoder is null ? default : _encoded[query - _first].Encoded;

    /// <summary>Encodes the queries of a block, from <paramref name="first"/> up to, not including, <paramref name="end"/>.</summary>
    public void Encode(QuerySet queries, int first, int end)
    {
        _first = first;
        if (_encoder is null)
        {
            return;
        }

        for (var query = first; query < end; query++)
        {
            _encoded[query - first].Fill(queries[query]);
        }

        Run(_encoder, _encoded, end - first);
    }

    /// <summary>Ranks the candidates of a block's queries and shows each, which is valid only until the next block.</summary>
    public void Answer(QuerySet queries, int first, int end, Action<int, RankRequest> show)
    {
        Encode(queries, first, end);
        for (var query = first; query < end; query++)
        {
            _builder.Build(queries[query], EncodedOf(query), _ranked[query - first]);
        }

        Run(_ranker, _ranked, end - first);
        for (var query = first; query < end; query++)
        {
            show(query, _ranked[query - first]);
        }
    }

    public void Dispose()
    {
        _encoder?.Dispose();
        _ranker.Dispose();
    }

    private static void Run<TRequest>(IBatchScorer<TRequest> scorer, TRequest[] requests, int count)
    {
        for (var from = 0; from < count; from += scorer.BatchSizeMax)
        {
            scorer.Score(new ArraySegment<TRequest>(requests, from, Math.Min(scorer.BatchSizeMax, count - from)));
        }
    }
}
