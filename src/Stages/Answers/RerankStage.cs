using System.Numerics.Tensors;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Items;
using StreamReco.Models.Users;
using StreamReco.Stages.Catalog;

namespace StreamReco.Stages.Answers;

/// <summary>
/// Makes an answer of scored candidates: drops what the user has seen and what cannot be bought, mixes categories by
/// maximal marginal relevance (Carbonell and Goldstein 1998), names a reason for each item, and fills up with trending
/// and popular items so that no answer is empty. A pure function of ticket, model and catalog. Not thread-safe.
/// </summary>
public sealed class RerankStage(RerankOptions options, ModelArtifact model, ICatalog catalog)
{
    private const int ReasonItemsMax = 2;

    private readonly List<Candidate> _candidates = [];
    private readonly HashSet<string> _excluded = new(StringComparer.Ordinal);

    /// <summary>The items of the answer, best first.</summary>
    public IReadOnlyList<RankedItem> Rank(AnswerTicket ticket)
    {
        ExcludeSeen(ticket);
        CollectCandidates(ticket);
        var answer = new List<RankedItem>(options.Items);
        SelectByMarginalRelevance(ticket, answer);
        FillUp(ticket, answer);
        return answer;
    }

    private void ExcludeSeen(AnswerTicket ticket)
    {
        _excluded.Clear();
        foreach (ref readonly var recent in ticket.Recent)
        {
            // The click's items are those of its moment: it may name several, or be older than the newest of the history.
            if (options.Seen == SeenPolicy.Exclude || (options.Seen == SeenPolicy.ExcludeCurrent && recent.TimeMs == ticket.AsOfMs))
            {
                _excluded.Add(recent.ItemId);
            }
        }
    }

    private void CollectCandidates(AnswerTicket ticket)
    {
        _candidates.Clear();
        var features = ticket.Features;
        for (var i = 0; i < features.CandidateCount && _candidates.Count < options.CandidatesMax; i++)
        {
            var row = features.CandidateRows[i];
            var id = model.Items.IdOf(row);
            var item = catalog.Find(id) ?? model.ItemInfo[row];
            if (item.Available && !_excluded.Contains(id))
            {
                _candidates.Add(new Candidate(row, id, features.CandidateScores[i], item.Category));
            }
        }
    }

    private void SelectByMarginalRelevance(AnswerTicket ticket, List<RankedItem> answer)
    {
        if (_candidates.Count == 0)
        {
            return;
        }

        var top = _candidates[0].Score;
        var range = Math.Max(top - _candidates[^1].Score, 1e-12f);
        var categories = new HashSet<string>(StringComparer.Ordinal);
        while (answer.Count < options.Items && _candidates.Count > 0)
        {
            var best = options.DiversityLambda >= 1 ? 0 : FindBest(top, range, categories);
            var chosen = _candidates[best];
            _candidates.RemoveAt(best);
            answer.Add(Explain(chosen, ticket));
            _excluded.Add(chosen.ItemId);
            if (chosen.Category is not null)
            {
                categories.Add(chosen.Category);
            }
        }
    }

    private int FindBest(float top, float range, HashSet<string> categories)
    {
        var best = 0;
        var bestValue = double.NegativeInfinity;
        for (var i = 0; i < _candidates.Count; i++)
        {
            var relevance = 1 - ((top - _candidates[i].Score) / range);
            var repeats = _candidates[i].Category is { } category && categories.Contains(category);
            var value = (options.DiversityLambda * relevance) - (repeats ? 1 - options.DiversityLambda : 0);
            if (value > bestValue)
            {
                (best, bestValue) = (i, value);
            }
        }

        return best;
    }

    private RankedItem Explain(in Candidate candidate, AnswerTicket ticket)
    {
        var factor = model.Items.Factor(candidate.Row);
        Span<(float Share, int Index)> strongest = [(0f, -1), (0f, -1)];
        for (var i = 0; i < ticket.Recent.Length; i++)
        {
            ref readonly var recent = ref ticket.Recent[i];
            if (recent.Index >= 0 && !IsNamed(ticket.Recent, strongest, recent.ItemId))
            {
                Keep(strongest, (Cosine(factor, model.Items.Factor(recent.Index)) / (1 + i), i));
            }
        }

        var names = strongest[0].Index < 0 ? Array.Empty<string>()
            : strongest[1].Index < 0 ? [ticket.Recent[strongest[0].Index].ItemId]
            : [ticket.Recent[strongest[0].Index].ItemId, ticket.Recent[strongest[1].Index].ItemId];
        return new RankedItem(
            candidate.ItemId, candidate.Score, names.Length > 0 ? ReasonKind.Similar : ReasonKind.Taste, names);
    }

    private static bool IsNamed(
        ReadOnlySpan<RecentItem> recent, ReadOnlySpan<(float Share, int Index)> strongest, string itemId)
    {
        foreach (var (_, index) in strongest)
        {
            if (index >= 0 && string.Equals(recent[index].ItemId, itemId, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static void Keep(Span<(float Share, int Index)> strongest, (float Share, int Index) next)
    {
        for (var at = 0; at < ReasonItemsMax; at++)
        {
            if (next.Share > strongest[at].Share)
            {
                (strongest[at], next) = (next, strongest[at]);
            }
        }
    }

    private static float Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var norm = TensorPrimitives.Norm(a) * TensorPrimitives.Norm(b);
        return norm > 0 ? TensorPrimitives.Dot(a, b) / norm : 0;
    }

    private void FillUp(AnswerTicket ticket, List<RankedItem> answer)
    {
        if (ticket.FocusCategory is not null)
        {
            FillWith(ticket.Trending, ReasonKind.Trending, ticket.FocusCategory, answer);
        }

        FillWith(ticket.Trending, ReasonKind.Trending, category: null, answer);
        FillWithPopular(answer);
        if (answer.Count == 0)
        {
            // The user has seen all there is: better something known than nothing.
            _excluded.Clear();
            FillWithPopular(answer);
        }
    }

    private void FillWithPopular(List<RankedItem> answer)
    {
        for (var i = 0; i < model.PopularRows.Count && answer.Count < options.Items; i++)
        {
            var row = model.PopularRows[i];
            if (model.ItemInfo[row].Available || catalog.Find(model.Items.IdOf(row)) is not null)
            {
                TryAdd(model.Items.IdOf(row), ReasonKind.Popular, category: null, answer);
            }
        }
    }

    private void FillWith(IReadOnlyList<string> items, ReasonKind kind, string? category, List<RankedItem> answer)
    {
        for (var i = 0; i < items.Count && answer.Count < options.Items; i++)
        {
            TryAdd(items[i], kind, category, answer);
        }
    }

    private void TryAdd(string itemId, ReasonKind kind, string? category, List<RankedItem> answer)
    {
        var item = catalog.Find(itemId);
        var fits = item?.Available != false
            && (category is null || string.Equals(item?.Category, category, StringComparison.Ordinal));
        if (fits && _excluded.Add(itemId))
        {
            answer.Add(new RankedItem(itemId, 0f, kind, []));
        }
    }

    private readonly record struct Candidate(int Row, string ItemId, float Score, string? Category);
}
