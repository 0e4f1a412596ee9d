using StreamReco.Models.Search.Indexing;
using StreamReco.Models.Search.Queries;

namespace StreamReco.Models.Search.Ranking;

/// <summary>The places of a plan's terms in each segment, looked up once a search. Reused; for one thread.</summary>
internal sealed class TermPlaces
{
    private int[] _places = [];
    private QueryPlan _plan = null!;
    private IndexView _view = null!;

    /// <summary>Lets go of the index, which may be merged away before the next search.</summary>
    public void Release() => _view = null!;

    /// <summary>Looks all terms up.</summary>
    public void Begin(IndexView view, QueryPlan plan)
    {
        (_view, _plan) = (view, plan);
        var size = view.States.Length * plan.Terms.Count;
        if (_places.Length < size)
        {
            _places = new int[Math.Max(64, size)];
        }

        for (var state = 0; state < view.States.Length; state++)
        {
            for (var term = 0; term < plan.Terms.Count; term++)
            {
                var place = view.States[state].Segment.Terms.Find(plan.TextOf(plan.Terms[term]));
                _places[(state * plan.Terms.Count) + term] = Math.Max(-1, place);
            }
        }
    }

    /// <summary>How a document has a word.</summary>
    /// <returns>
    /// The term that counts most, its place in the segment, its impact and that of its best field times its weight, and the
    /// fields that have it; all 0 and the place -1 where the document has none.
    /// </returns>
    public (int Term, int Place, float Impact, float Field, byte Mask) Best(in PlanWord word, int state, int row)
    {
        var segment = _view.States[state].Segment;
        var best = (Term: 0, Place: -1, Impact: 0f, Field: 0f, Mask: (byte)0);
        for (var term = word.FirstTerm; term < word.FirstTerm + word.TermCount; term++)
        {
            var place = _places[(state * _plan.Terms.Count) + term];
            if (place >= 0 && segment.PostingOf(place, row) is var at and >= 0
                && segment.Impacts[at] * _plan.Terms[term].Weight is var impact && impact > best.Impact)
            {
                best = (term, place, impact, segment.BestImpacts[at] * _plan.Terms[term].Weight / byte.MaxValue, segment.Masks[at]);
            }
        }

        return best;
    }
}
