using StreamReco.Models.Lake;

namespace StreamReco.Stages.Lake;

/// <summary>Where the lake is, and how large its commits are.</summary>
public sealed class LakeOptions
{
    /// <summary>The lake's folder, on a file system with hard links.</summary>
    public string Directory { get; set; } = "lake";

    /// <summary>Rows of a partition that wait for one commit: four row groups, some 20 MB of file and 150 MB of memory.</summary>
    public int CommitRowsMax { get; set; } = 512 * 1024;

    /// <summary>Memory that they may take, MiB.</summary>
    public int CommitMemoryMaxMb { get; set; } = 256;

    /// <summary>How long a row waits for its commit, ms. Files of less than some seconds of clicks are small: compaction merges them.</summary>
    public int CommitEveryMs { get; set; } = 60_000;

    /// <summary>Whether answers are kept too: about a tenth of their size in the topic.</summary>
    public bool Answers { get; set; } = true;

    /// <summary>How long after an answer, in event time, an event is an outcome of it, ms. A lake keeps the horizon that it began with.</summary>
    public long OutcomeHorizonMs { get; set; } = 86_400_000;

    /// <summary>How far behind the newest event one may lie and still amend labels, ms: a week, as long as carts live.</summary>
    public long OutcomeLateMs { get; set; } = 604_800_000;

    /// <summary>Memory of one query of <c>lake sql</c>, MiB.</summary>
    public int SqlMemoryMaxMb { get; set; } = 1_024;

    /// <summary>How long one query of <c>lake sql</c> may take, ms.</summary>
    public int SqlTimeoutMs { get; set; } = 60_000;

    /// <summary>Whether what waits is to be committed.</summary>
    /// <param name="span">What waits.</param>
    /// <param name="waited">How long the oldest of it waits.</param>
    internal bool IsDue(LakeSpan span, TimeSpan waited) => !span.IsEmpty
        && (span.Rows >= CommitRowsMax || span.Bytes >= (long)CommitMemoryMaxMb << 20 || waited.TotalMilliseconds >= CommitEveryMs);

    /// <summary>The faults of these settings, a sentence each.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        if (string.IsNullOrWhiteSpace(Directory))
        {
            faults.Add("Lake:Directory is empty; it must be the path of a folder.");
        }

        Between(faults, "Lake:CommitRowsMax", CommitRowsMax, 1, 10_000_000);
        Between(faults, "Lake:CommitMemoryMaxMb", CommitMemoryMaxMb, 1, 65_536);
        Between(faults, "Lake:CommitEveryMs", CommitEveryMs, 10, 86_400_000);
        Between(faults, "Lake:OutcomeHorizonMs", OutcomeHorizonMs, 1_000, 31_536_000_000);
        Between(faults, "Lake:OutcomeLateMs", OutcomeLateMs, 0, 31_536_000_000);
        Between(faults, "Lake:SqlMemoryMaxMb", SqlMemoryMaxMb, 64, 1_048_576);
        Between(faults, "Lake:SqlTimeoutMs", SqlTimeoutMs, 100, 86_400_000);
        return faults;
    }

    private static void Between(List<string> faults, string key, long value, long least, long most)
    {
        if (value < least || value > most)
        {
            faults.Add($"{key} is {value}; it must lie between {least} and {most}.");
        }
    }
}
