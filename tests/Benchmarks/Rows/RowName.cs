namespace StreamReco.Benchmarks.Rows;

/// <summary>A program that a row of the bench times.</summary>
/// <param name="Kind">Which program.</param>
/// <param name="Revision">With <see cref="RowKind.Build"/>: the commit that is built; else null.</param>
internal sealed record RowName(RowKind Kind, string? Revision = null)
{
    private const string BuildPrefix = "build:";

    private static readonly Dictionary<string, RowKind> _known = new(StringComparer.Ordinal)
    {
        ["copier"] = RowKind.Copier,
        ["path"] = RowKind.Path,
        ["small"] = RowKind.Small,
        ["two-stage"] = RowKind.TwoStage,
        ["streams"] = RowKind.Streams,
        ["streamiz"] = RowKind.Streamiz,
    };

    /// <summary>What the option takes, for people.</summary>
    public static string Known => string.Join(", ", _known.Keys) + ", build:REV";

    /// <summary>Whether the row reads the clicks that the Kafka Streams peer writes.</summary>
    public bool IsPeer => Kind is RowKind.Streams or RowKind.Streamiz;

    /// <summary>Reads a list of names with commas between them.</summary>
    /// <exception cref="FormatException">A name is unknown; the message lists those that are known.</exception>
    public static IReadOnlyList<RowName> ParseList(string text) => [.. text.Split(',').Select(name => Parse(name.Trim()))];

    public override string ToString() => Revision is null
        ? _known.First(known => known.Value == Kind).Key : BuildPrefix + Revision;

    private static RowName Parse(string name)
    {
        if (_known.TryGetValue(name, out var kind))
        {
            return new RowName(kind);
        }

        return name.StartsWith(BuildPrefix, StringComparison.Ordinal) && name.Length > BuildPrefix.Length
            ? new RowName(RowKind.Build, name[BuildPrefix.Length..])
            : throw new FormatException($"--rows has '{name}', which is no row. There are: {Known}.");
    }
}

/// <summary>The programs that can be timed.</summary>
internal enum RowKind
{
    /// <summary>Copies key and value of each record in transactions: the limit of the client.</summary>
    Copier,

    /// <summary>The whole path, without a model: answers are trending and popular items.</summary>
    Path,

    /// <summary>The whole path with a model of one graph.</summary>
    Small,

    /// <summary>The whole path with encoder, sources and ranker.</summary>
    TwoStage,

    /// <summary>Kafka Streams, the same work in Java.</summary>
    Streams,

    /// <summary>The same work on the .NET port of Kafka Streams.</summary>
    Streamiz,

    /// <summary>The whole path without a model, of an older commit.</summary>
    Build,
}
