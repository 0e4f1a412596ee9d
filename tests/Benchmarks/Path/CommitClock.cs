using System.Diagnostics;

namespace StreamReco.Benchmarks.Path;

/// <summary>Times a running program by the number of clicks that it has committed.</summary>
internal static class CommitClock
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(3);

    /// <summary>Watches until <paramref name="total"/> clicks are committed.</summary>
    /// <param name="committed">Clicks committed so far.</param>
    /// <param name="warmup">The first commit seen past this many starts the clock.</param>
    /// <param name="total">All clicks.</param>
    /// <param name="program">The running program; its failure ends the watch.</param>
    /// <param name="brokerPids">Processes of the broker, see <see cref="PathSettings.BrokerPids"/>.</param>
    /// <param name="cancel">Ends the watch.</param>
    public static async Task<Timing> WatchAsync(
        Func<long> committed, long warmup, long total, Task program, IReadOnlyList<int> brokerPids, CancellationToken cancel)
    {
        var first = await WaitAsync(committed, warmup, program, cancel);
        var broker = ProcessCpu.Of(brokerPids);
        var (started, cpu, allocated) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());
        var collections = GC.CollectionCount(0);
        var last = await WaitAsync(committed, total, program, cancel);
        return new Timing(
            last - first,
            Stopwatch.GetElapsedTime(started).TotalSeconds,
            Environment.CpuUsage.TotalTime - cpu,
            GC.GetTotalAllocatedBytes() - allocated,
            GC.CollectionCount(0) - collections)
        {
            BrokerCpu = ProcessCpu.Of(brokerPids) - broker,
        };
    }

    private static async Task<long> WaitAsync(Func<long> committed, long mark, Task program, CancellationToken cancel)
    {
        while (true)
        {
            var count = committed();
            if (count >= mark)
            {
                return count;
            }

            if (program.IsCompleted)
            {
                await program;
                throw new InvalidOperationException($"The program ended at {count} of {mark} clicks.");
            }

            await Task.Delay(_look, cancel);
        }
    }
}
