namespace StreamReco.Models.Evaluation;

/// <summary>Works through queries in blocks on several threads, each with tools of its own.</summary>
internal static class QueryBlocks
{
    public const int Size = 64;

    /// <summary>Blocks of <paramref name="count"/> queries.</summary>
    public static int Of(int count) => (count + Size - 1) / Size;

    /// <param name="count">Queries.</param>
    /// <param name="parallel">Threads, and the token that stops it.</param>
    /// <param name="open">Makes the tools of a thread; disposed of where they can be.</param>
    /// <param name="work">Receives the tools, the block, its first query and the one behind its last.</param>
    /// <param name="progress">Receives the queries done; null for none.</param>
    public static void ForEach<T>(
        int count, ParallelOptions parallel, Func<T> open, Action<T, int, int, int> work, Action<int>? progress = null)
    {
        var done = 0;
        Parallel.For(
            0,
            Of(count),
            parallel,
            open,
            (block, _, tools) =>
            {
                var end = Math.Min(count, (block + 1) * Size);
                work(tools, block, block * Size, end);
                progress?.Invoke(Interlocked.Add(ref done, end - (block * Size)));
                return tools;
            },
            static tools => (tools as IDisposable)?.Dispose());
    }
}
