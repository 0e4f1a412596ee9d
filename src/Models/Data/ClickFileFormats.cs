namespace StreamReco.Models.Data;

/// <summary>The names of <see cref="ClickFileFormat"/> on a command line.</summary>
public static class ClickFileFormats
{
    private static readonly string[] _names =
    [
        "eshop", "sessions", "session-lines", "user-lines", "csv", "ndjson", "otto", "recbole", "parquet", "movielens",
        "taobao", "yoochoose",
    ];

    /// <summary>All names, in the order of the enum.</summary>
    public static IReadOnlyList<string> Names => _names;

    public static string NameOf(ClickFileFormat format) => _names[(int)format];

    /// <summary>Reads a name such as <c>session-lines</c>; case does not matter.</summary>
    public static bool TryParse(string? name, out ClickFileFormat format)
    {
        var index = Array.FindIndex(_names, n => n.Equals(name, StringComparison.OrdinalIgnoreCase));
        format = (ClickFileFormat)Math.Max(index, 0);
        return index >= 0;
    }
}
