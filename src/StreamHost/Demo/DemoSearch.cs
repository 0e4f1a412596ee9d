using StreamReco.StreamHost.Node;
using StreamReco.StreamHost.Search;

namespace StreamReco.StreamHost.Demo;

/// <summary>
/// Searches the demo's catalog now and then, as a visitor who mistypes would: the first words of an item's name with two
/// letters swapped.
/// </summary>
internal sealed class DemoSearch(DemoSource source, RecommenderNode node)
{
    private const int Shown = 3;
    private const int WordsTyped = 2;
    private const int LettersMin = 4;

    /// <summary>Far enough to come to another kind of item.</summary>
    private const int Stride = 97;

    private int _next;

    /// <summary>A query with what it found, in a line; null before the catalog is indexed, or where names are too short.</summary>
    public async ValueTask<string?> NextAsync()
    {
        if (node.Search is not { IsReady: true } search || source.Catalog.Count == 0)
        {
            return null;
        }

        _next = (_next + Stride) % source.Catalog.Count;
        var query = Mistyped(source.Catalog[_next].Name);
        if (query is null)
        {
            return null;
        }

        var page = await search.FindAsync(new NodeSearchRequest(query, Shown), null, "");
        var steps = page.List.Head.Rewrites.Where(step => step.From.Length > 0).Select(step => $"{step.From} is {step.To}").Take(1);
        var names = page.Items.Select(item => node.Catalog.Find(item.ItemId)?.Name ?? item.ItemId);
        return $"search '{query}'{string.Concat(steps.Select(step => $" ({step})"))}: {page.List.Head.Total:N0} items: {string.Join("; ", names)}";
    }

    private static string? Mistyped(string name)
    {
        var words = name.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Take(WordsTyped).ToArray();
        var at = Array.FindIndex(words, word => word.Length >= LettersMin && word.All(char.IsLetter));
        if (at < 0)
        {
            return null;
        }

        var word = words[at];
        words[at] = $"{word[0]}{word[2]}{word[1]}{word[3..]}";
        return string.Join(' ', words).ToLowerInvariant();
    }
}
