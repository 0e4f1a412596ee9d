using StreamReco.Models.Encoder;
using StreamReco.Models.Evaluation;
using StreamReco.Models.Ranking;

namespace StreamReco.Models.Training.Ranker;

/// <summary>What the ranker learns from: candidates with features for one query after the other; for one thread.</summary>
internal sealed class TwoStageWorker(
    RankPlan plan, RetrievalParts parts, ItemVectors? vectors, BlockEncoder? encoder)
{
    private readonly CandidateBuilder _builder = new(plan, parts.Open(), parts.OpenStatistics(), vectors);
    private RankRequest? _request;

    /// <summary>Makes workers, one for each thread.</summary>
    public static Func<TwoStageWorker> Open(RankPlan plan, RetrievalParts parts, EncoderModel? encoder)
    {
        if (encoder is null)
        {
            return () => new TwoStageWorker(plan, parts, null, null);
        }

        var (vectors, scorer) = (ItemVectors.Of(encoder), encoder.CreateScorer());
        return () => new TwoStageWorker(plan, parts, vectors, new BlockEncoder(encoder, scorer));
    }

    /// <summary>Builds the requests of a block of queries and shows each, which is valid only until the next.</summary>
    public void Build(QuerySet queries, int first, int end, Action<int, RankRequest> show)
    {
        _request ??= new RankRequest(_builder.Layout);
        encoder?.Encode(queries, first, end);
        for (var query = first; query < end; query++)
        {
            _builder.Build(queries[query], encoder is null ? default : encoder[query], _request);
            show(query, _request);
        }
    }
}
