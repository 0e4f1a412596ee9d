using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Retrieval;

/// <summary>
/// The rows of a <see cref="LevelMatrix"/> with the largest products, for several queries in one pass: each block of
/// rows is read once for all of them. A query's rows do not depend on the queries beside it. For one thread.
/// </summary>
/// <param name="items">The rows.</param>
/// <param name="queries">The most queries of a call.</param>
/// <param name="best">K.</param>
internal sealed unsafe class LevelSearch(LevelMatrix items, int queries, int best)
{
    /// <summary>Blocks that are multiplied by all queries while they are in the cache.</summary>
    private const int ChunkBlocks = 4;

    /// <summary>From a query's sums to the next one's: not a power of two, which would send all to the same lines of the cache.</summary>
    private const int Stride = (LevelBest.SegmentBlocks * LevelKernel.Rows) + 16;

    private readonly int[] _sums = GC.AllocateArray<int>(
        (queries + LevelKernel.Queries - 1) / LevelKernel.Queries * LevelKernel.Queries * Stride, pinned: true);

    private readonly LevelBest[] _found = [.. Enumerable.Range(0, queries).Select(_ => new LevelBest(best))];

    /// <summary>The queries; to be set before a run.</summary>
    public LevelQueries Queries { get; } = new(queries, items.Dimensions);

    /// <summary>What a query may lack: see <see cref="LevelBest.Begin"/>. To be called for each query before a run.</summary>
    public void Begin(int query, float floor, float slack) => _found[query].Begin(floor, slack);

    /// <summary>Keys of the rows found for a query, in no order; those of the best K among them.</summary>
    public Span<ulong> Found(int query) => _found[query].Keys();

    /// <summary>Searches for the first <paramref name="count"/> queries.</summary>
    public void Run(int count)
    {
        fixed (int* words = Queries.Words, starts = Queries.Starts, sums = _sums)
        fixed (float* scales = items.Scales)
        {
            for (var segment = 0; segment < items.Blocks; segment += LevelBest.SegmentBlocks)
            {
                var end = Math.Min(items.Blocks, segment + LevelBest.SegmentBlocks);
                for (var block = segment; block < end; block += ChunkBlocks)
                {
                    var target = sums + ((block - segment) * LevelKernel.Rows);
                    Multiply(block, Math.Min(ChunkBlocks, end - block), words, starts, target, count);
                    Add(block, Math.Min(ChunkBlocks, end - block), target, scales, count);
                }

                for (var query = 0; query < count; query++)
                {
                    _found[query].Close(sums + (query * Stride), scales);
                }
            }
        }
    }

    private void Multiply(int first, int blocks, int* words, int* starts, int* sums, int count)
    {
        for (var query = 0; query < count; query += LevelKernel.Queries)
        {
            var together = Math.Min(LevelKernel.Queries, count - query);
            for (var block = 0; block < blocks; block++)
            {
                var target = sums + (query * Stride) + (block * LevelKernel.Rows);
                Multiply(items.BlockAt(first + block), words + (query * items.Steps), starts + query, target, together);
            }
        }
    }

    private void Multiply(byte* block, int* words, int* starts, int* sums, int queries)
    {
        if (queries > 2)
        {
            LevelKernel.Four(block, words, starts, items.Steps, sums, Stride);
            return;
        }

        for (var query = 0; query < queries; query++)
        {
            LevelKernel.One(block, words + (query * items.Steps), starts[query], items.Steps, sums + (query * Stride));
        }
    }

    private void Add(int first, int blocks, int* sums, float* scales, int count)
    {
        for (var query = 0; query < count; query++)
        {
            for (var block = 0; block < blocks; block++)
            {
                var row = (first + block) * LevelKernel.Rows;
                _found[query].Add(
                    sums + (query * Stride) + (block * LevelKernel.Rows), scales + row, row, Math.Min(LevelKernel.Rows, items.Rows - row));
            }
        }
    }
}
