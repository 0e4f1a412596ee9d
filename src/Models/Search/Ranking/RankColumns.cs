using StreamReco.Models.Ranking;

namespace StreamReco.Models.Search.Ranking;

/// <summary>
/// Which of the program's features a ranker is given: one of an earlier program has fewer columns, and is given those that it was
/// trained on. Immutable.
/// </summary>
public sealed class RankColumns
{
    /// <summary>Columns that earlier programs named and never filled; a ranker that has them learned from zeros.</summary>
    private static readonly string[] _neverFilled = ["you:vector", "you:session"];

    private readonly int[] _sources;

    private RankColumns(int[] sources)
    {
        _sources = sources;
        IsOwn = sources.Length == SearchFeatures.Count && sources.Index().All(column => column.Item == column.Index);
    }

    /// <summary>All features of the program, in their order.</summary>
    public static RankColumns Own { get; } = new([.. Enumerable.Range(0, SearchFeatures.Count)]);

    /// <summary>Whether they are all features of the program, in their order.</summary>
    public bool IsOwn { get; }

    /// <summary>Columns of the ranker.</summary>
    public int Count => _sources.Length;

    /// <summary>The columns of a layout, by their names.</summary>
    /// <returns>Null where the program does not compute one of them, or ranks another number of candidates.</returns>
    public static RankColumns? Of(RankLayout layout)
    {
        int[] sources = [.. layout.Features.Select(SourceOf)];
        return layout.Candidates != SearchFeatures.Candidates || sources.Contains(Unknown) ? null : new RankColumns(sources);
    }

    /// <summary>The program's feature that a column of the ranker is; below 0 for one that is always 0.</summary>
    public int SourceOf(int column) => _sources[column];

    /// <summary>Copies the features of a candidate.</summary>
    /// <param name="own">The program's.</param>
    /// <param name="theirs">The ranker's.</param>
    public void Gather(ReadOnlySpan<float> own, Span<float> theirs)
    {
        for (var column = 0; column < _sources.Length; column++)
        {
            theirs[column] = _sources[column] >= 0 ? own[_sources[column]] : 0;
        }
    }

    /// <summary>Copies a request.</summary>
    /// <param name="own">With the program's features.</param>
    /// <param name="theirs">Of the ranker's layout.</param>
    public void Fill(RankRequest own, RankRequest theirs)
    {
        (theirs.Count, theirs.LengthClass) = (own.Count, own.LengthClass);
        for (var candidate = 0; candidate < own.Count; candidate++)
        {
            Gather(own.FeaturesOf(candidate), theirs.FeaturesOf(candidate));
        }
    }

    private const int Unknown = -2;

    private static int SourceOf(string name)
    {
        for (var feature = 0; feature < SearchFeatures.Count; feature++)
        {
            if (SearchFeatures.Names[feature] == name)
            {
                return feature;
            }
        }

        return _neverFilled.Contains(name) ? -1 : Unknown;
    }
}
