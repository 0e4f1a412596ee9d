namespace StreamReco.Models.Lake;

/// <summary>
/// The commits of one partition. A commit is one exclusive link: of two writers of the same offsets one wins, and the other
/// gets a <see cref="LakeConflictException"/>. What a crash leaves after the link is completed by whoever opens the log next.
/// </summary>
/// <param name="files">The lake's folder.</param>
/// <param name="stream">What its spans are of.</param>
/// <param name="partition">The partition.</param>
public sealed class LakeLog(ILakeFiles files, LakeStream stream, int partition)
{
    /// <summary>The entry's name in its staging folder.</summary>
    internal const string StagedEntry = "entry.json";

    private readonly string _log = LakePaths.LogOf(stream, partition);
    private readonly string _staging = LakePaths.StagingOf(stream, partition);
    private readonly HashSet<string> _made = new(StringComparer.Ordinal);

    public LakeStream Stream => stream;

    public int Partition => partition;

    /// <summary>The newest span; null if nothing was committed.</summary>
    public LakeEntry? Newest()
    {
        var name = files.Files(_log).LastOrDefault(name => LakePaths.NumberOf(name) is not null);
        return name is null ? null : Read($"{_log}/{name}");
    }

    /// <summary>What the names of the entries tell of the log; another one after each commit.</summary>
    internal LakeLogVersion Version()
    {
        var names = files.Files(_log);
        return new LakeLogVersion(
            names.Count, names.LastOrDefault(name => LakePaths.NumberOf(name) is not null),
            names.LastOrDefault(name => name.StartsWith(LakePaths.Rewrite, StringComparison.Ordinal)));
    }

    /// <summary>All spans in the order of their offsets.</summary>
    public IReadOnlyList<LakeEntry> Spans() =>
        [.. files.Files(_log).Where(name => LakePaths.NumberOf(name) is not null).Select(name => Read($"{_log}/{name}"))];

    /// <summary>All replacements of files, in order.</summary>
    public IReadOnlyList<LakeEntry> Rewrites() =>
    [
        .. files.Files(_log).Where(name => name.StartsWith(LakePaths.Rewrite, StringComparison.Ordinal))
            .Select(name => Read($"{_log}/{name}")),
    ];

    /// <summary>The files that make up the partition now, by path.</summary>
    public IReadOnlyList<LakeFile> Live() => Live(Spans(), Rewrites());

    /// <summary>The files of a table that hold an offset now: one a day of event time.</summary>
    public IReadOnlyList<LakeFile> FilesOf(string table, long offset) =>
    [
        .. Live().Where(file => file.Table == table && LakePaths.SpanOf(file.Path) is var (from, to) && from <= offset && offset <= to),
    ];

    /// <summary>Where an entry of this log is.</summary>
    public string PathOf(LakeEntry entry) => entry.Kind == LakeEntry.Append
        ? LakePaths.EntryOf(_log, entry.From) : LakePaths.RewriteOf(_log, entry.From);

    /// <summary>Completes what a crash left after a commit, and removes what can never be committed any more.</summary>
    public void Recover()
    {
        foreach (var folder in files.Folders(_staging))
        {
            var path = EntryPathOf(folder);
            if (path is null || !files.Exists(path))
            {
                continue; // Its writer may still be at it: nothing was committed in its place.
            }

            var entry = Read(path);
            if (entry.Staging == folder)
            {
                Complete(entry);
            }
            else
            {
                files.DeleteFolder($"{_staging}/{folder}");
            }
        }
    }

    /// <summary>
    /// Commits staged files. Before the link nothing counts; after it everything does, whoever completes it.
    /// </summary>
    /// <param name="unit">The staged files.</param>
    /// <param name="entry">What is committed; its files and staging folder are filled in.</param>
    /// <exception cref="LakeConflictException">Another writer was first; the staged files are removed.</exception>
    public LakeEntry Commit(LakeUnit unit, LakeEntry entry)
    {
        var full = entry with { Partition = partition, Staging = unit.Folder, Adds = unit.Adds };
        var staged = $"{_staging}/{unit.Folder}/{StagedEntry}";
        files.Write(staged, full.ToBytes());
        files.FlushFolder($"{_staging}/{unit.Folder}");
        MakeFolder(_log);
        var target = PathOf(full);
        if (!files.TryLink(staged, target))
        {
            files.DeleteFolder($"{_staging}/{unit.Folder}");
            throw new LakeConflictException(
                $"Another writer has committed {target} of the lake first; this one wrote nothing.");
        }

        files.FlushFolder(_log);
        Complete(full);
        return full;
    }

    /// <summary>A folder for the files of a commit.</summary>
    /// <param name="kind">The kind of the entry.</param>
    /// <param name="from">First offset, or the number of a replacement.</param>
    /// <param name="writer">Names the writer among all that may be there at once.</param>
    public LakeUnit Stage(string kind, long from, string writer)
    {
        var folder = (kind == LakeEntry.Append ? "" : LakePaths.Rewrite) + LakePaths.Offset(from) + "-" + writer;
        files.DeleteFolder($"{_staging}/{folder}"); // What this writer left when a commit failed.
        files.MakeFolderForGood($"{_staging}/{folder}");
        return new LakeUnit(files, $"{_staging}/{folder}", folder);
    }

    internal static IReadOnlyList<LakeFile> Live(IEnumerable<LakeEntry> spans, IEnumerable<LakeEntry> rewrites)
    {
        var live = new SortedDictionary<string, LakeFile>(StringComparer.Ordinal);
        foreach (var file in spans.SelectMany(span => span.Adds))
        {
            live[file.Path] = file;
        }

        foreach (var rewrite in rewrites)
        {
            foreach (var path in rewrite.Removes)
            {
                live.Remove(path);
            }

            foreach (var file in rewrite.Adds)
            {
                live[file.Path] = file;
            }
        }

        return [.. live.Values];
    }

    private LakeEntry Read(string path) => LakeEntry.Parse(path, files.ReadAll(path));

    /// <summary>The log entry that a staging folder stands for; null if its name is none of ours.</summary>
    private string? EntryPathOf(string folder) =>
        folder.StartsWith(LakePaths.Rewrite, StringComparison.Ordinal)
            ? LakePaths.NumberOf(folder.AsSpan(LakePaths.Rewrite.Length)) is { } number ? LakePaths.RewriteOf(_log, number) : null
            : LakePaths.NumberOf(folder) is { } from ? LakePaths.EntryOf(_log, from) : null;

    /// <summary>Moves a commit's files to their places. May be done again, and by two processes at once.</summary>
    private void Complete(LakeEntry entry)
    {
        var folder = $"{_staging}/{entry.Staging}";
        var touched = new SortedSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < entry.Adds.Count; i++)
        {
            var path = entry.Adds[i].Path;
            Place($"{folder}/{LakeUnit.UsersName(i)}", LakePaths.UsersOf(path), touched);
            Place($"{folder}/{LakeUnit.RowsName(i)}", path, touched);
        }

        foreach (var path in entry.Removes.Except(entry.Adds.Select(file => file.Path), StringComparer.Ordinal))
        {
            Remove(path, touched);
            Remove(LakePaths.UsersOf(path), touched);
        }

        foreach (var changed in touched)
        {
            files.FlushFolder(changed);
        }

        files.DeleteFolder(folder);
    }

    private void Place(string staged, string path, SortedSet<string> touched)
    {
        var target = LakePaths.FolderOf(path);
        MakeFolder(target);
        touched.Add(target);
        try
        {
            files.Rename(staged, path);
        }
        catch (FileNotFoundException)
        {
            // It is in its place already: this is done again, or another process does it.
        }
    }

    private void MakeFolder(string folder)
    {
        if (!_made.Contains(folder))
        {
            files.MakeFolderForGood(folder);
            _made.Add(folder);
        }
    }

    private void Remove(string path, SortedSet<string> touched)
    {
        if (files.Exists(path))
        {
            files.Delete(path);
            touched.Add(LakePaths.FolderOf(path));
        }
    }
}
