using System.Globalization;

namespace StreamReco.Models.Lake;

/// <summary>Where things of a lake are. Names with a leading underscore are no data: engines pass them over.</summary>
public static class LakePaths
{
    /// <summary>What describes the lake as a whole.</summary>
    public const string Head = "_lake.json";

    public const string Log = "_log";

    public const string Staging = "_staging";

    /// <summary>Begins the name of a log entry that replaces files.</summary>
    public const string Rewrite = "rewrite-";

    private const int OffsetDigits = 20;

    /// <summary>The folder of a stream's commits: those of the clicks are on top.</summary>
    public static string LogOf(LakeStream stream, int partition) => $"{Log}/{Folder(stream)}{Partition(partition)}";

    /// <summary>The folder of what is on its way into a partition.</summary>
    public static string StagingOf(LakeStream stream, int partition) => $"{Staging}/{Folder(stream)}{Partition(partition)}";

    /// <summary>The folder of the partitions' logs.</summary>
    public static string LogsOf(LakeStream stream) => $"{Log}/{Folder(stream)}".TrimEnd('/');

    /// <summary>The log entry of a span that begins at an offset: two writers of the same span want the same name.</summary>
    public static string EntryOf(string log, long from) => $"{log}/{Offset(from)}.json";

    /// <summary>The log entry of the n-th replacement of files, from 1.</summary>
    public static string RewriteOf(string log, long number) => $"{log}/{Rewrite}{Offset(number)}.json";

    /// <summary>A file of rows.</summary>
    /// <param name="table">The table.</param>
    /// <param name="day">Days since 1970.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="from">First offset.</param>
    /// <param name="to">Last offset.</param>
    public static string FileOf(string table, int day, int partition, long from, long to) =>
        $"{table}/dt={DayText(day)}/{Partition(partition)}/{Offset(from)}-{Offset(to)}.parquet";

    /// <summary>The hashes of the users of a file of rows.</summary>
    public static string UsersOf(string file) => $"_users/{file[..^".parquet".Length]}.users";

    /// <summary>The folder of a file.</summary>
    public static string FolderOf(string path) => path.LastIndexOf('/') is >= 0 and var slash ? path[..slash] : "";

    public static string Partition(int partition) => string.Create(CultureInfo.InvariantCulture, $"p={partition:000}");

    public static string Offset(long offset) => offset.ToString("D20", CultureInfo.InvariantCulture);

    public static string DayText(int day) =>
        DateTime.UnixEpoch.AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Days since 1970 of a moment in Unix milliseconds.</summary>
    public static int DayOf(long timeMs) => (int)Math.Floor(timeMs / 86_400_000.0);

    /// <summary>The number that a name begins with.</summary>
    /// <returns>Null if it begins with none.</returns>
    public static long? NumberOf(ReadOnlySpan<char> name) =>
        name.Length >= OffsetDigits
            && long.TryParse(name[..OffsetDigits], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The partition of a folder <c>p=003</c>; null if it is another folder.</summary>
    public static int? PartitionOf(string folder) => folder.StartsWith("p=", StringComparison.Ordinal)
        && int.TryParse(folder.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var partition) ? partition : null;

    /// <summary>The offsets that a file of rows is named by.</summary>
    public static (long From, long To) SpanOf(string path)
    {
        var name = path.AsSpan(path.LastIndexOf('/') + 1);
        return (NumberOf(name) ?? 0, NumberOf(name[(OffsetDigits + 1)..]) ?? 0);
    }

    /// <summary>The table of a file's path.</summary>
    public static string TableOf(string path) => path.IndexOf('/') is > 0 and var slash ? path[..slash] : path;

    /// <summary>The day of a file's path; null if it has none.</summary>
    public static string? DayTextOf(string path)
    {
        var start = path.IndexOf("/dt=", StringComparison.Ordinal);
        return start < 0 ? null : path.Substring(start + 4, 10);
    }

    private static string Folder(LakeStream stream) => stream == LakeStream.Clicks ? "" : $"{LakeTables.NameOf(stream)}/";
}
