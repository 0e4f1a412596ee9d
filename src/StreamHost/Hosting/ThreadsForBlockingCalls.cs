namespace StreamReco.StreamHost.Hosting;

/// <summary>
/// Commits wait inside librdkafka's blocking calls, one pool thread a shard. The pool starts as many threads as there
/// are cores and adds further ones slowly: with many shards the first commits would queue for seconds.
/// </summary>
internal static class ThreadsForBlockingCalls
{
    private const int Threads = 64;

    public static void Reserve()
    {
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(Math.Max(workers, Threads), completions);
    }
}
