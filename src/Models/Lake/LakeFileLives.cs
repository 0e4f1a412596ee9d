namespace StreamReco.Models.Lake;

/// <summary>A file of a lake from the commit that added it to the one that took it out. A path may live more than once.</summary>
/// <param name="File">The file.</param>
/// <param name="Added">The commit that added it.</param>
/// <param name="Removed">The commit that took it out; null while it is there.</param>
public sealed record LakeFileLife(LakeFile File, LakeEntry Added, LakeEntry? Removed)
{
    /// <summary>The files that came in its place: those of its table and day. None where rows went for good.</summary>
    public IReadOnlyList<LakeFile> ReplacedBy() => Removed is null ? [] :
    [
        .. Removed.Adds.Where(file => file.Table == File.Table
            && LakePaths.DayTextOf(file.Path) == LakePaths.DayTextOf(File.Path)
            && LakePaths.SpanOf(file.Path).From <= LakePaths.SpanOf(File.Path).From
            && LakePaths.SpanOf(file.Path).To >= LakePaths.SpanOf(File.Path).To),
    ];
}

/// <summary>The lives of all files that a partition ever had, by its log, in the order of the commits that added them.</summary>
public static class LakeFileLives
{
    /// <exception cref="LakeException">The log is damaged.</exception>
    public static IReadOnlyList<LakeFileLife> Of(LakeLog log)
    {
        var rewrites = log.Rewrites();
        var lives = new List<LakeFileLife>();
        var open = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var span in log.Spans())
        {
            Add(span, lives, open);
        }

        foreach (var rewrite in rewrites)
        {
            foreach (var path in rewrite.Removes)
            {
                if (open.Remove(path, out var index))
                {
                    lives[index] = lives[index] with { Removed = rewrite };
                }
            }

            Add(rewrite, lives, open);
        }

        return lives;
    }

    private static void Add(LakeEntry entry, List<LakeFileLife> lives, Dictionary<string, int> open)
    {
        foreach (var file in entry.Adds)
        {
            open[file.Path] = lives.Count;
            lives.Add(new LakeFileLife(file, entry, null));
        }
    }
}
