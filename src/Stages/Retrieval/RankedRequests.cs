using StreamReco.Models.Ranking;
using StreamReco.Models.Retrieval;
using StreamReco.Stages.Batches;

namespace StreamReco.Stages.Retrieval;

/// <summary>Writes ranked candidates into their requests, for one micro-batch of one model.</summary>
internal sealed class RankedRequests(ShardModel model, TwoStageModel stack, int recentMax, int reasonsMax)
{
    private readonly HistoryQuery _query = new(recentMax);
    private readonly CandidateReasons _reasons = model.Served.Reasons!.Rent();

    /// <summary>Best first, with the reasons of the first; the candidates' memory goes back to its pool.</summary>
    public void Write(RecommendationRequest request)
    {
        if (request.Ranking is not { } ranking)
        {
            return;
        }

        _query.Fill(request, stack);
        Span<int> order = stackalloc int[ranking.Count];
        RankOrder.Write(ranking, order);
        var features = request.Features;
        features.CandidateCount = Math.Min(order.Length, features.CandidateRows.Length);
        for (var i = 0; i < features.CandidateCount; i++)
        {
            features.CandidateRows[i] = ranking.Rows[order[i]];
            features.CandidateScores[i] = ranking.Scores[order[i]];
            if (i < reasonsMax)
            {
                request.AddReason(ReasonOf(ranking, order[i], _query.Query));
            }
        }

        request.Ranking = null;
        model.Rankings!.Return(ranking);
    }

    public void End() => model.Served.Reasons!.Return(_reasons);

    private CandidateReason ReasonOf(RankRequest ranking, int candidate, in SessionQuery query)
    {
        if (_reasons.MovedBy(ranking, candidate) is not { } source)
        {
            return default;
        }

        Span<int> places = stackalloc int[SimilarItems.NamesMax];
        var named = places[.._reasons.Explain(source.Name, query, ranking.Rows[candidate], places)];
        var names = named.IsEmpty ? [] : new string[named.Length];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = model.Items.IdOf(query.Rows[named[i]]);
        }

        return new CandidateReason(source.Name, names.Distinct(StringComparer.Ordinal).ToArray());
    }
}
