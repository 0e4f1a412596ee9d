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
    private const int ChunkBlocks = BestRange.RowsMax / LevelKernel.Rows;

    private readonly int[] _sums = GC.AllocateArray<int>(LevelKernel.Queries * BestRange.RowsMax, pinned: true);
    private readonly BestRange[] _found = [.. Enumerable.Range(0, queries).Select(_ => new BestRange(best))];

    /// <summary>The queries; to be set before a run.</summary>
    public LevelQueries Queries { get; } = new(queries, items.Dimensions);

    /// <summary>What a query may lack: see <see cref="BestRange.Begin"/>. To be called for each query before a run.</summary>
    public void Begin(int query, float floor, float slack) => _found[query].Begin(floor, slack);

    /// <summary>Keys of the rows found for a query, in no order; those of the best K among them.</summary>
    public Span<ulong> Found(int query) => _found[query].Keys();

    /// <summary>Searches for the first <paramref name="count"/> queries.</summary>
    public void Run(int count)
    {
        fixed (int* words = Queries.Words, starts = Queries.Starts, sums = _sums)
        {
            for (var block = 0; block < items.Blocks; block += ChunkBlocks)
            {
                var blocks = Math.Min(ChunkBlocks, items.Blocks - block);
                for (var query = 0; query < count; query += LevelKernel.Queries)
                {
                    var together = Math.Min(LevelKernel.Queries, count - query);
                    Multiply(block, blocks, words + (query * items.Steps), starts + query, sums, together);
                    Take(block, blocks, query, together, sums);
                }
            }
        }

        for (var query = 0; query < count; query++)
        {
            _found[query].Thin(items.Scales);
        }
    }

    private void Multiply(int first, int blocks, int* words, int* starts, int* sums, int queries)
    {
        for (var block = 0; block < blocks; block++)
        {
            var at = items.BlockAt(first + block);
            var target = sums + (block * LevelKernel.Rows);
            if (queries > 2)
            {
                LevelKernel.Four(at, words, starts, items.Steps, target, BestRange.RowsMax);
                continue;
            }

            for (var query = 0; query < queries; query++)
            {
                LevelKernel.One(at, words + (query * items.Steps), starts[query], items.Steps, target + (query * BestRange.RowsMax));
            }
        }
    }

    private void Take(int block, int blocks, int query, int queries, int* sums)
    {
        var first = block * LevelKernel.Rows;
        var rows = Math.Min(blocks * LevelKernel.Rows, items.Rows - first);
        for (var i = 0; i < queries; i++)
        {
            _found[query + i].Take(sums + (i * BestRange.RowsMax), items.Scales, first, rows);
        }
    }
}
