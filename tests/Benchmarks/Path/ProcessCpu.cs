namespace StreamReco.Benchmarks.Path;

/// <summary>CPU time of other processes, user and system.</summary>
internal static class ProcessCpu
{
    /// <summary>The sum over processes; null for none.</summary>
    /// <exception cref="ArgumentException">A process has ended.</exception>
    public static TimeSpan? Of(IReadOnlyList<int> pids)
    {
        if (pids.Count == 0)
        {
            return null;
        }

        var sum = TimeSpan.Zero;
        foreach (var pid in pids)
        {
            using var process = System.Diagnostics.Process.GetProcessById(pid);
            sum += process.TotalProcessorTime;
        }

        return sum;
    }
}
