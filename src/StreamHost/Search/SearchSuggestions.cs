using System.Collections.Concurrent;
using StreamReco.Models.Search.Counts;
using StreamReco.Models.Search.Indexing;

namespace StreamReco.StreamHost.Search;

/// <summary>What a suggestion completes to.</summary>
internal enum SuggestionKind
{
    /// <summary>A query that enough people typed.</summary>
    Query,

    /// <summary>A category of the catalog.</summary>
    Category,

    /// <summary>A brand of the catalog.</summary>
    Brand,
}

/// <summary>A suggestion.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As it is shown.</param>
/// <param name="Weight">Searches of a query, items of a category or brand.</param>
internal readonly record struct Suggestion(SuggestionKind Kind, string Text, int Weight);

/// <summary>
/// Completions of what was typed so far: the words before the last must be there, the last one begins a word, with one typing
/// error from 4 letters on. Immutable, made anew as catalog and counts change.
/// </summary>
internal sealed class SearchSuggestions
{
    private const int TypoLettersMin = 4;

    private readonly List<(Suggestion Suggestion, string[] Words)>[] _entries = [.. Enum.GetValues<SuggestionKind>().Select(_ => new List<(Suggestion, string[])>())];
    private readonly ConcurrentBag<QueryKey> _keys = [];

    private SearchSuggestions()
    {
    }

    /// <summary>Gathers what can be suggested.</summary>
    /// <param name="view">Has categories and brands.</param>
    /// <param name="queries">The queries; those without a text are left out: too few typed them.</param>
    public static SearchSuggestions Of(IndexView view, IEnumerable<SummedQuery> queries)
    {
        var (made, key) = (new SearchSuggestions(), new QueryKey());
        foreach (var query in queries.Where(query => query.Text is not null && query.ZeroResults < query.Searches))
        {
            made.Add(new Suggestion(SuggestionKind.Query, query.Text!, query.Searches), key);
        }

        foreach (var (kind, field) in ((SuggestionKind, string)[])
            [(SuggestionKind.Category, SegmentFacets.Category), (SuggestionKind.Brand, SegmentFacets.Brand)])
        {
            foreach (var (value, items) in CountsOf(view, field))
            {
                made.Add(new Suggestion(kind, value, items), key);
            }
        }

        foreach (var entries in made._entries)
        {
            entries.Sort(static (a, b) => a.Suggestion.Weight != b.Suggestion.Weight
                ? b.Suggestion.Weight.CompareTo(a.Suggestion.Weight) : string.CompareOrdinal(a.Suggestion.Text, b.Suggestion.Text));
        }

        return made;
    }

    /// <summary>The suggestions of a kind, those without a typing error first, then the heaviest.</summary>
    public IReadOnlyList<Suggestion> Find(SuggestionKind kind, string typed, int most)
    {
        var words = WordsOf(typed);
        var (exact, near) = (new List<Suggestion>(most), new List<Suggestion>(most));
        for (var i = 0; words.Length > 0 && i < _entries[(int)kind].Count && exact.Count < most; i++) // the heaviest first
        {
            var (suggestion, own) = _entries[(int)kind][i];
            var errors = ErrorsOf(own, words);
            if (errors == 0)
            {
                exact.Add(suggestion);
            }
            else if (errors == 1 && near.Count < most)
            {
                near.Add(suggestion);
            }
        }

        return [.. exact, .. near.Take(most - exact.Count)];
    }

    private string[] WordsOf(string typed)
    {
        var key = _keys.TryTake(out var idle) ? idle : new QueryKey();
        var words = key.Of(typed).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        _keys.Add(key);
        return words;
    }

    private void Add(Suggestion suggestion, QueryKey key)
    {
        var words = key.Of(suggestion.Text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length > 0)
        {
            _entries[(int)suggestion.Kind].Add((suggestion, words));
        }
    }

    private static Dictionary<string, int> CountsOf(IndexView view, string field)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var state in view.States)
        {
            var column = state.Segment.Facets.ColumnOf(field);
            for (var value = 0; column is not null && value < column.Values.Length; value++)
            {
                var live = 0;
                foreach (var row in column.RowsAt(value))
                {
                    live += state.IsDead(row) ? 0 : 1;
                }

                if (live > 0)
                {
                    counts[column.Values[value]] = counts.GetValueOrDefault(column.Values[value]) + live;
                }
            }
        }

        return counts;
    }

    private static int ErrorsOf(string[] words, string[] typed)
    {
        for (var i = 0; i < typed.Length - 1; i++)
        {
            if (!words.Contains(typed[i], StringComparer.Ordinal))
            {
                return int.MaxValue;
            }
        }

        var last = typed[^1];
        var errors = int.MaxValue;
        foreach (var word in words)
        {
            if (word.StartsWith(last, StringComparison.Ordinal))
            {
                return 0;
            }

            errors = last.Length >= TypoLettersMin && IsNear(word, last) ? 1 : errors;
        }

        return errors;
    }

    /// <summary>Whether a word begins with what was typed but for one letter too many, too few, wrong, or swapped.</summary>
    private static bool IsNear(string word, string typed)
    {
        var same = word.AsSpan().CommonPrefixLength(typed);
        var left = word.AsSpan(same);
        var rest = typed.AsSpan(same);
        return left.StartsWith(rest[1..])
            || (left.Length > 0 && (left[1..].StartsWith(rest) || left[1..].StartsWith(rest[1..])))
            || (left.Length > 1 && rest.Length > 1 && left[0] == rest[1] && left[1] == rest[0] && left[2..].StartsWith(rest[2..]));
    }
}
