using StreamReco.Models.Search.Indexing;

namespace StreamReco.Models.Search.Queries;

/// <summary>A term that a mistyped word may mean.</summary>
/// <param name="Text">The term.</param>
/// <param name="Edits">Typing errors between the two; 0 for a beginning of the term.</param>
/// <param name="Frequency">Documents that have it.</param>
internal readonly record struct SpelledTerm(string Text, int Edits, int Frequency);

/// <summary>Finds the terms near a typed word, and those that begin with it. For one thread.</summary>
internal sealed class Speller
{
    /// <summary>Terms that are searched for one word.</summary>
    private const int TermsMax = 4;

    /// <summary>A wrong first letter is rarer than another error.</summary>
    private const double FirstLetterCost = 0.5;

    /// <summary>So much of an edit is a factor of e in frequency worth.</summary>
    private const double FrequencyGain = 0.15;

    private readonly EditDistance _distance = new();
    private readonly Dictionary<string, SpelledTerm> _found = new(StringComparer.Ordinal);

    /// <summary>The likeliest terms for a word that no document has; likeliest first.</summary>
    public IReadOnlyList<SpelledTerm> Near(IndexView view, ReadOnlySpan<char> typed)
    {
        _found.Clear();
        var limit = EditDistance.LimitOf(typed.Length);
        if (limit == 0 || typed.IndexOfAnyInRange('0', '9') >= 0 || !_distance.Begin(typed, limit))
        {
            return []; // a number that is off by one is another number
        }

        foreach (var state in view.States)
        {
            Visit(state, limit);
        }

        var first = typed[0];
        return
        [
            .. _found.Values.OrderBy(term => CostOf(term, first)).ThenBy(term => term.Text, StringComparer.Ordinal).Take(TermsMax),
        ];
    }

    /// <summary>The terms that begin with a word, those of the most documents first.</summary>
    public IReadOnlyList<SpelledTerm> Beginning(IndexView view, ReadOnlySpan<char> start)
    {
        _found.Clear();
        foreach (var state in view.States)
        {
            var terms = state.Segment.Terms;
            var at = terms.Find(start);
            for (at = at < 0 ? ~at : at; at < terms.Count && terms[at].StartsWith(start); at++)
            {
                Add(state, at, 0);
            }
        }

        return
        [
            .. _found.Values.OrderByDescending(term => term.Frequency).ThenBy(term => term.Text, StringComparer.Ordinal)
                .Take(2 * TermsMax),
        ];
    }

    private static double CostOf(in SpelledTerm term, char first) =>
        term.Edits + (term.Text[0] == first ? 0 : FirstLetterCost) - (FrequencyGain * Math.Log(1 + term.Frequency));

    private void Visit(SegmentState state, int limit)
    {
        var terms = state.Segment.Terms;
        ReadOnlySpan<char> before = default;
        for (var at = 0; at < terms.Count;)
        {
            var term = terms[at];
            var edits = _distance.Of(term, term.CommonPrefixLength(before), out var dead);
            if (edits <= limit)
            {
                Add(state, at, edits);
            }

            if (dead < term.Length || (dead == term.Length && edits > limit))
            {
                before = term[..dead];
                at = EndOf(terms, before, at);
                before = before[..(dead - 1)];
                continue;
            }

            before = term;
            at++;
        }
    }

    /// <summary>The place behind the last term that begins with <paramref name="start"/>.</summary>
    private static int EndOf(TermList terms, ReadOnlySpan<char> start, int from)
    {
        var (low, high) = (from + 1, terms.Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = terms[middle].StartsWith(start) ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private void Add(SegmentState state, int at, int edits)
    {
        if (state.LiveFrequencies[at] == 0 || CodeTerms.IsMarked(state.Segment.Terms[at]))
        {
            return;
        }

        var text = state.Segment.Terms[at].ToString();
        var known = _found.GetValueOrDefault(text);
        _found[text] = new SpelledTerm(text, edits, known.Frequency + state.LiveFrequencies[at]);
    }
}
