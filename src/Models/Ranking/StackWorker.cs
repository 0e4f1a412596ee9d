using StreamReco.Models.Evaluation;
using StreamReco.Models.Retrieval;

namespace StreamReco.Models.Ranking;

/// <summary>Candidates with features for one query after the other, offline; for one thread.</summary>
public sealed class StackWorker(
    RankPlan plan, RetrievalParts parts, ItemVectors? vectors, IQueryEncoder? encoder)
{
    private readonly CandidateBuilder _builder = new(plan, parts.Open(), parts.OpenStatistics(), vectors);
    private RankRequest? _request;

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
