using System.Globalization;
using System.Security.Cryptography;

namespace StreamReco.Models.Lake;

/// <summary>Looks whether a lake is whole: no offset is missing or there twice, every file is as it was written.</summary>
/// <param name="lake">The lake.</param>
public sealed class LakeCheck(ClickLake lake)
{
    /// <summary>Reads every file once.</summary>
    /// <param name="cancel">Ends it between files.</param>
    /// <returns>What is wrong, a sentence each; empty if the lake is whole.</returns>
    public IReadOnlyList<string> Verify(CancellationToken cancel)
    {
        var problems = new List<string>();
        foreach (var log in lake.Logs())
        {
            log.Recover();
            var spans = log.Spans();
            CheckSpans(spans, problems);
            var live = LakeLog.Live(spans, log.Rewrites());
            foreach (var file in live)
            {
                cancel.ThrowIfCancellationRequested();
                CheckFile(file.Path, file.Bytes, file.Sha256, problems);
                CheckFile(LakePaths.UsersOf(file.Path), file.UsersBytes, file.UsersSha256, problems);
            }

            CheckStrays(log, live, problems);
        }

        return problems;
    }

    /// <summary>Reads every file of rows and counts those of a user, or that hold the id anywhere.</summary>
    /// <param name="user">The id, as the lake has it.</param>
    /// <param name="cancel">Ends it between files.</param>
    /// <returns>Files with such rows, and how many of them.</returns>
    public IReadOnlyList<(string Path, long Rows)> Find(string user, CancellationToken cancel)
    {
        var found = new List<(string, long)>();
        foreach (var table in LakeTables.All)
        {
            foreach (var path in FilesUnder(table))
            {
                cancel.ThrowIfCancellationRequested();
                var rows = LakeTables.RowsOf(table);
                rows.Read(lake.Files, path);
                if (rows.CountUser(user) is > 0 and var count)
                {
                    found.Add((path, count));
                }
            }
        }

        return found;
    }

    private static void CheckSpans(IReadOnlyList<LakeEntry> spans, List<string> problems)
    {
        for (var i = 0; i < spans.Count; i++)
        {
            var span = spans[i];
            var length = span.To - span.From + 1;
            if (i > 0 && span.From != spans[i - 1].To + 1)
            {
                problems.Add(Text($"Partition {span.Partition}: offsets {spans[i - 1].To + 1} to {span.From - 1} are missing."));
            }

            if (span.Verdicts.Values.Sum() != length)
            {
                problems.Add(Text(
                    $"Partition {span.Partition}: the span {span.From} to {span.To} accounts for {span.Verdicts.Values.Sum()} of {length} offsets."));
            }
        }
    }

    private void CheckFile(string path, long bytes, string sha256, List<string> problems)
    {
        try
        {
            using var file = lake.Files.Open(path);
            if (file.Length != bytes)
            {
                problems.Add(Text($"{path} has {file.Length} bytes; {bytes} were written."));
            }
            else if (Convert.ToHexStringLower(SHA256.HashData(file)) != sha256)
            {
                problems.Add($"{path} is not as it was written: its checksum differs.");
            }
        }
        catch (FileNotFoundException)
        {
            problems.Add($"{path} is missing.");
        }
    }

    private void CheckStrays(LakeLog log, IReadOnlyList<LakeFile> live, List<string> problems)
    {
        var known = live.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        var folder = $"/{LakePaths.Partition(log.Partition)}/";
        problems.AddRange(
            from table in LakeTables.Of(log.Stream)
            from path in FilesUnder(table)
            where path.Contains(folder, StringComparison.Ordinal) && !known.Contains(path)
            select $"{path} is no part of the lake: no commit names it.");
    }

    private IEnumerable<string> FilesUnder(string table) =>
        from day in lake.Files.Folders(table)
        from partition in lake.Files.Folders($"{table}/{day}")
        from name in lake.Files.Files($"{table}/{day}/{partition}")
        select $"{table}/{day}/{partition}/{name}";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
