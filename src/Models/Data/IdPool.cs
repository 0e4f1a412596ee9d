namespace StreamReco.Models.Data;

/// <summary>One string for each distinct id, so that a million clicks cost the ids of their users and items only.</summary>
internal sealed class IdPool
{
    private readonly HashSet<string> _ids = [];
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _byChars;

    public IdPool() => _byChars = _ids.GetAlternateLookup<ReadOnlySpan<char>>();

    public string Get(ReadOnlySpan<char> id)
    {
        if (id.IsEmpty)
        {
            return string.Empty;
        }

        if (!_byChars.TryGetValue(id, out var known))
        {
            known = id.ToString();
            _ids.Add(known);
        }

        return known;
    }
}
