namespace StreamReco.Models.Search.Rules;

/// <summary>Of which searches a rule speaks: those that any of its lists names.</summary>
/// <param name="Queries">Whole queries, as keys (<see cref="Counts.QueryKey"/>): case, accents and plural do not matter.</param>
/// <param name="Contains">Words in a row, as keys.</param>
/// <param name="Categories">What the query means, as the catalog writes it (rewrite <c>category</c>).</param>
public sealed record QueryMatch(
    IReadOnlySet<string> Queries, IReadOnlyList<string> Contains, IReadOnlySet<string> Categories)
{
    /// <summary>Whether a rule speaks of a search.</summary>
    /// <param name="key">The key of the query.</param>
    /// <param name="category">What the query means; null where that is not clear.</param>
    public bool Fits(string key, string? category) =>
        Queries.Contains(key)
        || (category is not null && Categories.Contains(category))
        || Contains.Any(words => HasWords(key, words));

    /// <summary>Whether whole words stand in a row; keys have one blank between words.</summary>
    private static bool HasWords(string key, string words)
    {
        for (var at = key.IndexOf(words, StringComparison.Ordinal); at >= 0;
             at = key.IndexOf(words, at + 1, StringComparison.Ordinal))
        {
            var end = at + words.Length;
            if ((at == 0 || key[at - 1] == ' ') && (end == key.Length || key[end] == ' '))
            {
                return true;
            }
        }

        return false;
    }
}
