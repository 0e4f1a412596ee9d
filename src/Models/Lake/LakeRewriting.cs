using System.Globalization;

namespace StreamReco.Models.Lake;

/// <summary>Replaces files of one partition: small ones by larger ones, and files of an erased user by files without.</summary>
/// <param name="lake">The lake.</param>
/// <param name="log">The partition's log, recovered.</param>
public sealed class LakeRewriting(ClickLake lake, LakeLog log)
{
    /// <summary>Files below this are merged, bytes.</summary>
    public const long SmallBytes = 64L << 20;

    /// <summary>How often another process may be first before this one gives up.</summary>
    private const int AttemptsMax = 20;

    private long _number;

    /// <summary>Removes the rows of a user from all files.</summary>
    /// <param name="user">The id, as the lake has it.</param>
    /// <param name="cancel">Ends it between files.</param>
    /// <returns>Rows removed.</returns>
    /// <exception cref="IOException">The disk is full, or fails; files that were not replaced yet are as they were.</exception>
    public long Erase(string user, CancellationToken cancel) => Repeat(() => EraseOnce(user, cancel));

    /// <summary>Takes files out of the lake, all of them by one commit.</summary>
    /// <param name="isOver">Which files.</param>
    /// <returns>The files that went.</returns>
    /// <exception cref="IOException">The disk is full, or fails; all files are as they were.</exception>
    public IReadOnlyList<LakeFile> Drop(Func<LakeFile, bool> isOver)
    {
        IReadOnlyList<LakeFile> gone = [];
        Repeat(() =>
        {
            gone = [.. Look().Where(isOver)];
            if (gone.Count > 0)
            {
                Commit(log.Stage(LakeEntry.Expire, _number, lake.Writer.Name), LakeEntry.Expire, gone);
            }

            return gone.Count;
        });
        return gone;
    }

    /// <summary>Merges small files of closed days: days before the newest of the table.</summary>
    /// <param name="cancel">Ends it between merges.</param>
    /// <returns>Files that were merged into fewer.</returns>
    /// <exception cref="IOException">The disk is full, or fails; files that were not replaced yet are as they were.</exception>
    public long Compact(CancellationToken cancel) => Repeat(() =>
    {
        long merged = 0;
        foreach (var group in GroupsToMerge())
        {
            cancel.ThrowIfCancellationRequested();
            Merge(group);
            merged += group.Count;
        }

        return merged;
    });

    private long EraseOnce(string user, CancellationToken cancel)
    {
        var hash = lake.HashOf(user);
        long removed = 0;
        foreach (var file in Look().Where(file => lake.MayHold(file, hash)))
        {
            cancel.ThrowIfCancellationRequested();
            var rows = LakeTables.RowsOf(file.Table);
            rows.Read(lake.Files, file.Path);
            var found = rows.RemoveUser(user);
            if (found.Count > 0)
            {
                Replace(LakeEntry.Erase, [file], rows, new LakeErasure(hash.ToString("x16", CultureInfo.InvariantCulture), found.Count, found.First, found.Last));
                removed += found.Count;
            }
        }

        return removed;
    }

    /// <summary>
    /// The files that there are. The number of the next replacement is taken first: whatever was committed before is in its
    /// place after the recovery, and whatever is committed after takes the number away.
    /// </summary>
    private IReadOnlyList<LakeFile> Look()
    {
        _number = log.Rewrites().Count + 1;
        log.Recover();
        return log.Live();
    }

    private IEnumerable<IReadOnlyList<LakeFile>> GroupsToMerge()
    {
        foreach (var table in Look().GroupBy(file => file.Table, StringComparer.Ordinal))
        {
            var newest = table.Select(file => LakePaths.DayTextOf(file.Path)).Max(StringComparer.Ordinal);
            var days = table.GroupBy(file => LakePaths.DayTextOf(file.Path), StringComparer.Ordinal);
            foreach (var day in days.Where(day => string.CompareOrdinal(day.Key, newest) < 0))
            {
                foreach (var group in SmallOnes(day))
                {
                    yield return group;
                }
            }
        }
    }

    /// <summary>Neighbours by offset, together no larger than one file may be to be called small.</summary>
    private static IEnumerable<List<LakeFile>> SmallOnes(IEnumerable<LakeFile> day)
    {
        var group = new List<LakeFile>();
        foreach (var file in day.Where(file => file.Bytes < SmallBytes).OrderBy(file => file.Path, StringComparer.Ordinal))
        {
            if (group.Count > 1 && group.Sum(one => one.Bytes) + file.Bytes > SmallBytes)
            {
                yield return group;
                group = [];
            }

            group.Add(file);
        }

        if (group.Count > 1)
        {
            yield return group;
        }
    }

    private void Merge(IReadOnlyList<LakeFile> group)
    {
        var rows = LakeTables.RowsOf(group[0].Table);
        foreach (var file in group)
        {
            rows.Read(lake.Files, file.Path);
        }

        Replace(LakeEntry.Compact, group, rows);
    }

    private void Replace(string kind, IReadOnlyList<LakeFile> removes, ILakeRows rows, LakeErasure? erased = null)
    {
        var number = _number;
        var unit = log.Stage(kind, number, lake.Writer.Name);
        var spans = removes.Select(file => LakePaths.SpanOf(file.Path)).ToList();
        var rules = log.Newest()?.Rules ?? "";
        rows.WriteTo(
            unit,
            new FileFacts(
                lake.TopicOf(log), log.Partition, spans.Min(span => span.From), spans.Max(span => span.To), "", rules,
                lake.Writer.Version, number),
            lake.UserKey);
        Commit(unit, kind, removes, erased);
    }

    private void Commit(LakeUnit unit, string kind, IReadOnlyList<LakeFile> removes, LakeErasure? erased = null)
    {
        log.Commit(unit, new LakeEntry
        {
            Kind = kind,
            From = _number,
            To = _number,
            Removes = [.. removes.Select(file => file.Path)],
            Rules = log.Newest()?.Rules ?? "",
            Erased = erased,
            Version = lake.Writer.Version,
            At = lake.Writer.Now(),
        });
        _number++;
    }

    /// <summary>Where another process replaces files at the same time, the second looks again at what there is.</summary>
    private long Repeat(Func<long> work)
    {
        long done = 0;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return done + work();
            }
            catch (LakeException e) when (attempt < AttemptsMax && e is LakeConflictException or { InnerException: FileNotFoundException })
            {
                log.Recover();
            }
        }
    }
}
