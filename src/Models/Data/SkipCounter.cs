namespace StreamReco.Models.Data;

/// <summary>Counts lines by the reason why they were not used; at most <see cref="ReasonsMax"/> reasons are told apart.</summary>
internal sealed class SkipCounter
{
    /// <summary>A file of noise must not fill memory with reasons.</summary>
    public const int ReasonsMax = 50;

    private readonly Dictionary<string, long> _counts = [];

    public IReadOnlyDictionary<string, long> Counts => _counts;

    public void Add(string reason, long lines = 1)
    {
        var key = _counts.ContainsKey(reason) || _counts.Count < ReasonsMax ? reason : "other reasons";
        _counts[key] = _counts.GetValueOrDefault(key) + lines;
    }

    /// <summary>The most frequent reason with its count, or that there is none.</summary>
    public string Summary() => _counts.Count == 0
        ? "it has no line of data"
        : _counts.OrderByDescending(c => c.Value).Select(c => $"{c.Value:N0} × {c.Key}").First();
}
