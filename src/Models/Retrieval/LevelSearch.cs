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

    /// <summary>Blocks of all queries' segments together: their sums stay in the second-level cache.</summary>
    private const int SharedBlocks = 2_048;

    /// <summary>
    /// Behind a query's sums, so that those of the next one do not begin at a power of two, which would send all to the same lines of
    /// the cache.
    /// </summary>
    private const int Gap = 16;

    private readonly int[] _sums = GC.AllocateArray<int>((SharedBlocks * LevelKernel.Rows) + (Gap * Padded(queries)), pinned: true);

    private readonly LevelBest[] _found = [.. Enumerable.Range(0, queries).Select(_ => new LevelBest(best))];

    private int _stride;

    /// <summary>The queries; to be set before a run.</summary>
    public LevelQueries Queries { get; } = new(queries, items.Dimensions);

    /// <summary>What a query may lack: see <see cref="LevelBest.Begin"/>. To be called for each query before a run.</summary>
    public void Begin(int query, float floor, float slack) => _found[query].Begin(floor, slack);

    /// <summary>Keys of the rows found for a query, in no order; those of the best K among them.</summary>
    public Span<ulong> Found(int query) => _found[query].Keys();

    /// <summary>Searches for the first <paramref name="count"/> queries.</summary>
    public void Run(int count)
    {
        var blocks = SegmentOf(count);
        _stride = (blocks * LevelKernel.Rows) + Gap;
        for (var query = 0; query < count; query++)
        {
            _found[query].Reserve(Math.Min(blocks, items.Blocks));
        }

        fixed (int* words = Queries.Words, starts = Queries.Starts, sums = _sums)
        fixed (float* scales = items.Scales)
        {
            for (var segment = 0; segment < items.Blocks; segment += blocks)
            {
                var end = Math.Min(items.Blocks, segment + blocks);
                for (var block = segment; block < end; block += ChunkBlocks)
                {
                    var target = sums + ((block - segment) * LevelKernel.Rows);
                    Multiply(block, Math.Min(ChunkBlocks, end - block), words, starts, target, count);
                    Add(block, Math.Min(ChunkBlocks, end - block), target, scales, count);
                }

                for (var query = 0; query < count; query++)
                {
                    _found[query].Close(sums + (query * _stride), scales);
                }
            }
        }
    }

    private static int SegmentOf(int queries) =>
        Math.Min(LevelBest.SegmentMax, SharedBlocks / (queries > 1 ? Padded(queries) : 1));

    private static int Padded(int queries) => (queries + LevelKernel.Queries - 1) / LevelKernel.Queries * LevelKernel.Queries;

    private void Multiply(int first, int blocks, int* words, int* starts, int* sums, int count)
    {
        for (var query = 0; query < count; query += LevelKernel.Queries)
        {
            var together = Math.Min(LevelKernel.Queries, count - query);
            for (var block = 0; block < blocks; block++)
            {
                var target = sums + (query * _stride) + (block * LevelKernel.Rows);
                Multiply(items.BlockAt(first + block), words + (query * items.Steps), starts + query, target, together);
            }
        }
    }

    private void Multiply(byte* block, int* words, int* starts, int* sums, int queries)
    {
        if (queries > 2)
        {
            LevelKernel.Four(block, words, starts, items.Steps, sums, _stride);
            return;
        }

        for (var query = 0; query < queries; query++)
        {
            LevelKernel.One(block, words + (query * items.Steps), starts[query], items.Steps, sums + (query * _stride));
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
                    sums + (query * _stride) + (block * LevelKernel.Rows), scales + row, row, Math.Min(LevelKernel.Rows, items.Rows - row));
            }
        }
    }
}
