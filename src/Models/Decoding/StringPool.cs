namespace StreamReco.Models.Decoding;

/// <summary>
/// Keeps one string per distinct item id or category, so that a click of a known item allocates none. Belongs to one
/// shard; starts anew when full, which costs a few allocations and bounds the memory.
/// </summary>
public sealed class StringPool
{
    private readonly HashSet<string> _strings = new(StringComparer.Ordinal);
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _byChars;
    private readonly int _capacity;

    public StringPool(int capacity)
    {
        _capacity = capacity;
        _byChars = _strings.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public string Intern(ReadOnlySpan<char> chars)
    {
        if (_byChars.TryGetValue(chars, out var known))
        {
            return known;
        }

        if (_strings.Count >= _capacity)
        {
            _strings.Clear();
        }

        var added = chars.ToString();
        _strings.Add(added);
        return added;
    }
}
