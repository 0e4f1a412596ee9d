using System.Runtime.InteropServices;
using StreamReco.Stages.Recommendations.Rules;

namespace StreamReco.Stages.Recommendations;

/// <summary>One candidate of an answer.</summary>
/// <param name="Row">Its row in the model.</param>
/// <param name="Score">The model's score.</param>
/// <param name="Category">Its category, or null.</param>
/// <param name="Matches">The rules that speak of it, as bits.</param>
/// <param name="Relevance">0 for the worst candidate, 1 for the best, and what boosting rules add.</param>
/// <param name="Place">Its place among the candidates of the request.</param>
/// <param name="IsBuried">Whether it comes behind all that are not.</param>
/// <param name="RepeatsCategory">Whether its category is in the answer already.</param>
internal readonly record struct Candidate(
    int Row, float Score, string? Category, ulong Matches, float Relevance, int Place, bool IsBuried, bool RepeatsCategory);

/// <summary>
/// The candidates that are left for an answer, taken one by one by maximal marginal relevance over categories
/// (Carbonell and Goldstein 1998): argmax λ·relevance − (1 − λ)·[its category is there already]. Not thread-safe.
/// </summary>
internal sealed class CandidateList(RerankRules rules)
{
    private static readonly Comparison<(Candidate Item, int At)> _byRelevance = static (a, b) =>
        a.Item.IsBuried != b.Item.IsBuried ? (a.Item.IsBuried ? 1 : -1)
        : a.Item.Relevance != b.Item.Relevance ? b.Item.Relevance.CompareTo(a.Item.Relevance)
        : a.At.CompareTo(b.At);

    private readonly double _lambda = rules[rules.Diversity].Lambda;
    private readonly List<Candidate> _left = [];
    private readonly List<(Candidate Item, int At)> _sorting = [];

    public int Count => _left.Count;

    public ReadOnlySpan<Candidate> Left => CollectionsMarshal.AsSpan(_left);

    public void Clear() => _left.Clear();

    /// <summary>Adds a candidate; they come by falling score.</summary>
    public void Add(int place, int row, float score, string? category, ulong matches) =>
        _left.Add(new Candidate(row, score, category, matches, 0, place, false, false));

    /// <summary>All candidates are there: turns scores into relevance, raises and buries.</summary>
    public void Weigh()
    {
        if (_left.Count == 0)
        {
            return;
        }

        var top = _left[0].Score;
        var range = Math.Max(top - _left[^1].Score, 1e-12f);
        var moved = false;
        foreach (ref var item in CollectionsMarshal.AsSpan(_left))
        {
            var isBuried = (item.Matches & rules.BuryMask) != 0;
            var boost = rules.BoostOf(item.Matches);
            moved |= isBuried || boost > 0;
            item = item with { Relevance = 1 - ((top - item.Score) / range) + boost, IsBuried = isBuried };
        }

        if (moved)
        {
            Sort();
        }
    }

    /// <summary>Takes the next item of the answer; there must be one.</summary>
    /// <param name="raised">Whether diversity put it in front of one with more relevance.</param>
    public Candidate Take(out bool raised)
    {
        var best = FindBest();
        var chosen = _left[best];
        _left.RemoveAt(best);
        raised = best > 0;
        if (chosen is { Category: { } category, RepeatsCategory: false })
        {
            MarkRepeats(category);
        }

        return chosen;
    }

    /// <summary>Takes out what a full limit forbids.</summary>
    /// <param name="mask">The bit of the rule whose matching items go, or 0.</param>
    /// <param name="category">The category whose items go, or null.</param>
    /// <returns>How many went.</returns>
    public int Remove(ulong mask, string? category)
    {
        var kept = 0;
        for (var i = 0; i < _left.Count; i++)
        {
            var goes = (_left[i].Matches & mask) != 0
                || (category is not null && string.Equals(_left[i].Category, category, StringComparison.Ordinal));
            if (!goes)
            {
                _left[kept++] = _left[i];
            }
        }

        var gone = _left.Count - kept;
        _left.RemoveRange(kept, gone);
        return gone;
    }

    /// <summary>The category is in the answer: its other items repeat it.</summary>
    public void MarkRepeats(string category)
    {
        foreach (ref var candidate in CollectionsMarshal.AsSpan(_left))
        {
            if (string.Equals(candidate.Category, category, StringComparison.Ordinal))
            {
                candidate = candidate with { RepeatsCategory = true };
            }
        }
    }

    private void Sort()
    {
        _sorting.Clear();
        for (var i = 0; i < _left.Count; i++)
        {
            _sorting.Add((_left[i], i));
        }

        _sorting.Sort(_byRelevance);
        for (var i = 0; i < _left.Count; i++)
        {
            _left[i] = _sorting[i].Item;
        }
    }

    /// <summary>Candidates come by falling relevance: the best is the first of a new category or the first of a repeated one.</summary>
    private int FindBest()
    {
        var buried = _left[0].IsBuried;
        var (fresh, repeat) = (-1, -1);
        for (var i = 0; i < _left.Count && _left[i].IsBuried == buried && (fresh < 0 || repeat < 0); i++)
        {
            if (_left[i].RepeatsCategory)
            {
                repeat = repeat < 0 ? i : repeat;
            }
            else
            {
                fresh = fresh < 0 ? i : fresh;
            }
        }

        if (fresh < 0 || repeat < 0)
        {
            return 0;
        }

        var freshValue = _lambda * _left[fresh].Relevance;
        var repeatValue = (_lambda * _left[repeat].Relevance) - (1 - _lambda);
        return repeatValue > freshValue || (repeatValue == freshValue && repeat < fresh) ? repeat : fresh;
    }
}
