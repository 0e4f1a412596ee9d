namespace StreamReco.Models.Search.Counts;

/// <summary>
/// The keys of queries that were typed before: most searches are repeats, and a repeat allocates nothing. Forgets all once it is
/// full. For one thread.
/// </summary>
internal sealed class QueryKeyPool
{
    private const int QueriesMax = 20_000;

    private readonly QueryKey _key = new();
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _byChars;

    public QueryKeyPool() => _byChars = _known.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <inheritdoc cref="QueryKey.Of"/>
    public string Of(ReadOnlySpan<char> query)
    {
        if (_byChars.TryGetValue(query, out var known))
        {
            return known;
        }

        if (_known.Count == QueriesMax)
        {
            _known.Clear();
        }

        var typed = query.ToString();
        var key = _key.Of(typed);
        _known.Add(typed, key);
        return key;
    }
}
