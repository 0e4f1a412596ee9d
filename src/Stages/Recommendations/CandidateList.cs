using StreamReco.Stages.Recommendations.Rules;

namespace StreamReco.Stages.Recommendations;

/// <summary>One candidate of an answer.</summary>
/// <param name="Row">Its row in the model.</param>
/// <param name="Score">The model's score.</param>
/// <param name="Category">The number of its category.</param>
/// <param name="Matches">The rules that speak of it, as bits.</param>
/// <param name="Relevance">0 for the worst candidate, 1 for the best, and what boosting rules add.</param>
/// <param name="Place">Its place among the candidates of the request.</param>
/// <param name="IsBuried">Whether it comes behind all that are not.</param>
internal readonly record struct Candidate(
    int Row, float Score, int Category, ulong Matches, float Relevance, int Place, bool IsBuried);

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
    private readonly List<(Candidate Item, int At)> _sorting = [];
    private Candidate[] _items = new Candidate[128];
    private int _first; // those before are taken
    private int _end;
    private long[] _answerOf = new long[64]; // by category: the last answer that has it
    private long _answer;

    public int Count => _end - _first;

    public ReadOnlySpan<Candidate> Left => _items.AsSpan(_first, Count);

    public void Clear()
    {
        (_first, _end) = (0, 0);
        _answer++;
    }

    /// <summary>Adds a candidate; they come by falling score.</summary>
    public void Add(int place, int row, float score, int category, ulong matches)
    {
        if (_end == _items.Length)
        {
            Array.Resize(ref _items, 2 * _end);
        }

        _items[_end++] = new Candidate(row, score, category, matches, 0, place, false);
    }

    /// <summary>All candidates are there: turns scores into relevance, raises and buries.</summary>
    public void Weigh()
    {
        if (Count == 0)
        {
            return;
        }

        var top = _items[0].Score;
        var range = Math.Max(top - _items[_end - 1].Score, 1e-12f);
        var moved = false;
        foreach (ref var item in _items.AsSpan(0, _end))
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
        var chosen = _items[best];
        raised = best > _first;
        Array.Copy(_items, _first, _items, _first + 1, best - _first); // those in front move up: few, and mostly none
        _first++;
        if (chosen.Category >= _answerOf.Length)
        {
            Array.Resize(ref _answerOf, Math.Max(2 * _answerOf.Length, chosen.Category + 1));
        }

        _answerOf[chosen.Category] = _answer;
        return chosen;
    }

    /// <summary>Takes out what a full limit forbids.</summary>
    /// <param name="mask">The bit of the rule whose matching items go, or 0.</param>
    /// <param name="category">The category whose items go; none for no category.</param>
    /// <returns>How many went.</returns>
    public int Remove(ulong mask, int category)
    {
        var kept = _first;
        for (var i = _first; i < _end; i++)
        {
            var goes = (_items[i].Matches & mask) != 0
                || (category != LimitCounts.NoCategory && _items[i].Category == category);
            if (!goes)
            {
                _items[kept++] = _items[i];
            }
        }

        var gone = _end - kept;
        _end = kept;
        return gone;
    }

    private void Sort()
    {
        _sorting.Clear();
        for (var i = 0; i < _end; i++)
        {
            _sorting.Add((_items[i], i));
        }

        _sorting.Sort(_byRelevance);
        for (var i = 0; i < _end; i++)
        {
            _items[i] = _sorting[i].Item;
        }
    }

    /// <summary>
    /// Candidates come by falling relevance: the best is the first, or the first of a new category where the first of all
    /// repeats one.
    /// </summary>
    private int FindBest()
    {
        if (!Repeats(_first))
        {
            return _first;
        }

        var buried = _items[_first].IsBuried;
        var repeatValue = (_lambda * _items[_first].Relevance) - (1 - _lambda);
        for (var i = _first + 1; i < _end && _items[i].IsBuried == buried; i++)
        {
            if (_lambda * _items[i].Relevance <= repeatValue)
            {
                break; // nor is what comes behind
            }

            if (!Repeats(i))
            {
                return i;
            }
        }

        return _first;
    }

    /// <summary>Whether its category is in the answer already.</summary>
    private bool Repeats(int at)
    {
        var category = _items[at].Category;
        return category != LimitCounts.NoCategory && category < _answerOf.Length && _answerOf[category] == _answer;
    }
}
