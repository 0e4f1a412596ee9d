using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using StreamReco.Models.Artifacts;
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

    /// <summary>No cosine is larger, its rounding included: older items that cannot win need not be looked at.</summary>
    private const float CosineMax = 1.001f;

    private readonly List<Candidate> _candidates = [];
    private readonly ExcludedItems _excluded = new(model.Items.Count);
    private readonly ItemLookup _catalog = new(model, catalog);

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
                _excluded.Add(recent.Index, recent.ItemId);
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
            ref readonly var item = ref _catalog.Find(row);
            if (item.Available && !_excluded.Contains(row))
            {
                _candidates.Add(new Candidate(row, features.CandidateScores[i], item.Category, RepeatsCategory: false));
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
        while (answer.Count < options.Items && _candidates.Count > 0)
        {
            var best = FindBest(top, range);
            var chosen = _candidates[best];
            _candidates.RemoveAt(best);
            answer.Add(Explain(chosen, ticket));
            _excluded.Add(chosen.Row, model.Items.IdOf(chosen.Row));
            if (chosen is { Category: { } category, RepeatsCategory: false })
            {
                MarkRepeats(category);
            }
        }
    }

    private void MarkRepeats(string category)
    {
        foreach (ref var candidate in CollectionsMarshal.AsSpan(_candidates))
        {
            if (string.Equals(candidate.Category, category, StringComparison.Ordinal))
            {
                candidate = candidate with { RepeatsCategory = true };
            }
        }
    }

    /// <summary>Candidates come by falling score: the best is the first of a new category or the first of a repeated one.</summary>
    private int FindBest(float top, float range)
    {
        var fresh = _candidates.FindIndex(candidate => !candidate.RepeatsCategory);
        var repeat = _candidates.FindIndex(candidate => candidate.RepeatsCategory);
        if (fresh < 0 || repeat < 0)
        {
            return 0;
        }

        var freshValue = Relevance(fresh);
        var repeatValue = Relevance(repeat) - (1 - options.DiversityLambda);
        return repeatValue > freshValue || (repeatValue == freshValue && repeat < fresh) ? repeat : fresh;

        double Relevance(int i) => options.DiversityLambda * (1 - ((top - _candidates[i].Score) / range));
    }

    /// <summary>An item of the history explains by its likeness, the less the older it is.</summary>
    private RankedItem Explain(in Candidate candidate, AnswerTicket ticket)
    {
        Span<(float Share, int Index)> strongest = [(0f, -1), (0f, -1)];
        for (var i = 0; i < ticket.Recent.Length && strongest[^1].Share * (1 + i) < CosineMax; i++)
        {
            var row = ticket.Recent[i].Index;
            if (row >= 0 && !IsNamed(ticket.Recent, strongest, row))
            {
                Keep(strongest, (Cosine(candidate.Row, row) / (1 + i), i));
            }
        }

        var names = strongest[0].Index < 0 ? Array.Empty<string>()
            : strongest[1].Index < 0 ? [ticket.Recent[strongest[0].Index].ItemId]
            : [ticket.Recent[strongest[0].Index].ItemId, ticket.Recent[strongest[1].Index].ItemId];
        return new RankedItem(
            model.Items.IdOf(candidate.Row), candidate.Score, names.Length > 0 ? ReasonKind.Similar : ReasonKind.Taste, names);
    }

    private static bool IsNamed(
        ReadOnlySpan<RecentItem> recent, ReadOnlySpan<(float Share, int Index)> strongest, int row)
    {
        foreach (var (_, index) in strongest)
        {
            if (index >= 0 && recent[index].Index == row)
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

    private float Cosine(int a, int b)
    {
        var norm = model.Items.Norm(a) * model.Items.Norm(b);
        return norm > 0 ? TensorPrimitives.Dot(model.Items.Factor(a), model.Items.Factor(b)) / norm : 0;
    }

    private void FillUp(AnswerTicket ticket, List<RankedItem> answer)
    {
        if (ticket.FocusCategory is not null)
        {
            FillWithTrending(ticket.Trending, ticket.FocusCategory, answer);
        }

        FillWithTrending(ticket.Trending, category: null, answer);
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
            if (_catalog.Find(row).Available)
            {
                TryAdd(row, model.Items.IdOf(row), ReasonKind.Popular, answer);
            }
        }
    }

    private void FillWithTrending(IReadOnlyList<string> trending, string? category, List<RankedItem> answer)
    {
        foreach (ref readonly var item in _catalog.Find(trending))
        {
            var fits = item.Info?.Available != false
                && (category is null || string.Equals(item.Info?.Category, category, StringComparison.Ordinal));
            if (fits && answer.Count < options.Items)
            {
                TryAdd(item.Row, item.ItemId, ReasonKind.Trending, answer);
            }
        }
    }

    private void TryAdd(int row, string itemId, ReasonKind kind, List<RankedItem> answer)
    {
        if (_excluded.Add(row, itemId))
        {
            answer.Add(new RankedItem(itemId, 0f, kind, []));
        }
    }

    private readonly record struct Candidate(int Row, float Score, string? Category, bool RepeatsCategory);
}
