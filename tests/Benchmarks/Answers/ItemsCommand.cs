using System.CommandLine;
using System.Globalization;
using StreamReco.Models.LinearAlgebra;
using StreamReco.Models.Retrieval;
using StreamReco.Models.Retrieval.Cells;
using StreamReco.TestKit.Measures;

namespace StreamReco.Benchmarks.Answers;

/// <summary>Command <c>items</c>.</summary>
internal sealed class ItemsCommand : Command
{
    private const int Best = 100;
    private const int Call = 32;
    private const int RoundsMin = 7;
    private const int RoundsMax = 400;
    private const int ItemsOfRounds = 4_000_000;
    private const int Directions = 256;

    private readonly Option<int[]> _items = new("--items")
    {
        Description = "Sizes of the catalog.",
        DefaultValueFactory = _ => [1_000, 10_000, 43_097, 100_000, 300_000, 1_000_000],
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<double> _recall = new("--recall")
    {
        Description = "Share of the best items that cells are to find at least.",
        DefaultValueFactory = _ => 0.98,
    };

    private readonly Option<int> _dimensions = new("--dimensions")
    {
        Description = "Length of an item's vector.",
        DefaultValueFactory = _ => 128,
    };

    public ItemsCommand()
        : base(
            "items",
            """
            The search for the best 100 of so many items, vectors of eight bits in blocks: CPU of the calling thread for a
            query alone and in calls of 32, the least of 7 rounds or more, and the share of the best 100 by products of 32-bit
            floats that it finds. Beside it the search in cells of neighbours: seconds to build them, how many of them are
            looked at, CPU, share again, and share of what the search of all finds. Items are made up: unit vectors around some directions.

            Example:
              items --items 43097 1000000
            """)
    {
        Add(_items);
        Add(_dimensions);
        Add(_recall);
        SetAction((parse, cancel) => Task.FromResult(
            Run(parse.GetValue(_items)!, parse.GetValue(_dimensions), parse.GetValue(_recall), cancel)));
    }

    private static int Run(int[] sizes, int dimensions, double recallMin, CancellationToken cancel)
    {
        Console.WriteLine("    items        MB   us alone   us of 32   recall of 100   cells: built s  of which   us alone   recall of 100   of all's");
        foreach (var size in sizes)
        {
            cancel.ThrowIfCancellationRequested();
            var random = new Random(1);
            var directions = Vectors(random, Directions, dimensions, [], 1);
            var values = Vectors(random, size, dimensions, directions, 0.6f);
            var queries = Vectors(random, 2 * Call, dimensions, directions, 0.6f);
            var matrix = LevelMatrix.Of(values, dimensions);
            var search = new LevelSearch(matrix, Call, Math.Min(Best, size));
            var (alone, together) = (double.PositiveInfinity, double.PositiveInfinity);
            for (var round = 0; round < RoundsOf(size); round++)
            {
                alone = Math.Min(alone, Micros(search, queries, dimensions, 1));
                together = Math.Min(together, Micros(search, queries, dimensions, Call));
            }

            var best = BestOf(values, queries, dimensions);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{size,9} {(double)size * dimensions / 1e6,9:F1} {alone,10:F0} {together,10:F0} {Recall(search, best, queries, dimensions),15:F4}")
                + InCells(matrix, best, queries, recallMin));
        }

        return 0;
    }

    /// <summary>The same with the items in cells.</summary>
    private static string InCells(LevelMatrix matrix, int[][] best, float[] queries, double recallMin)
    {
        var begun = ThreadClock.Micros();
        var cells = LevelCells.Of(matrix, recallMin);
        var built = (ThreadClock.Micros() - begun) / 1e6;
        var search = cells.Open(Math.Min(Best, matrix.Rows));
        var all = new LevelSearch(matrix, 1, Math.Min(Best, matrix.Rows));
        var own = Enumerable.Range(0, best.Length).Select(query =>
        {
            Find(all, queries.AsSpan(query * matrix.Dimensions, matrix.Dimensions).ToArray(), matrix.Dimensions, 0, 1);
            return all.Found(0).ToArray().Select(ScoredRow.RowOf).Order().ToArray();
        }).ToArray();
        var (alone, found, foundOfOwn) = (double.PositiveInfinity, 0, 0);
        for (var round = 0; round < RoundsOf(matrix.Rows); round++)
        {
            (begun, found, foundOfOwn) = (ThreadClock.Micros(), 0, 0);
            for (var query = 0; query < best.Length; query++)
            {
                var keys = search.Find(queries.AsSpan(query * matrix.Dimensions, matrix.Dimensions), cells.Tuning.Cells);
                keys = keys[..ScoredRow.Order(keys, Best)];
                found += Common(keys, best[query]);
                foundOfOwn += Common(keys, own[query]);
            }

            alone = Math.Min(alone, (ThreadClock.Micros() - begun) / best.Length);
        }

        var asked = (double)best.Sum(rows => rows.Length);
        return string.Create(
            CultureInfo.InvariantCulture,
            $" {built,16:F1} {cells.Tuning.Cells,4}/{cells.Cells.Count,-5} {alone,10:F0} {found / asked,15:F4} {foundOfOwn / asked,10:F4}");
    }

    /// <summary>Small catalogs take more rounds: the runtime compiles anew what runs often, and not at once.</summary>
    private static int RoundsOf(int items) => Math.Clamp(ItemsOfRounds / items, RoundsMin, RoundsMax);

    private static int Common(ReadOnlySpan<ulong> keys, int[] rows)
    {
        var common = 0;
        foreach (var key in keys)
        {
            common += Array.BinarySearch(rows, ScoredRow.RowOf(key)) >= 0 ? 1 : 0;
        }

        return common;
    }

    private static double Micros(LevelSearch search, float[] queries, int dimensions, int call)
    {
        var (begun, count) = (ThreadClock.Micros(), queries.Length / dimensions);
        for (var first = 0; first < count; first += call)
        {
            Find(search, queries, dimensions, first, call);
            for (var i = 0; i < call; i++)
            {
                ScoredRow.Order(search.Found(i), Best);
            }
        }

        return (ThreadClock.Micros() - begun) / count;
    }

    private static void Find(LevelSearch search, float[] queries, int dimensions, int first, int call)
    {
        for (var i = 0; i < call; i++)
        {
            search.Queries.Set(i, queries.AsSpan((first + i) * dimensions, dimensions));
            search.Begin(i, float.NegativeInfinity, slack: 0);
        }

        search.Run(call);
    }

    private static double Recall(LevelSearch search, int[][] best, float[] queries, int dimensions)
    {
        var found = 0;
        for (var query = 0; query < best.Length; query++)
        {
            Find(search, queries, dimensions, query, 1);
            found += Common(search.Found(0), best[query]);
        }

        return found / (double)best.Sum(rows => rows.Length);
    }

    /// <summary>The rows with the best products of 32-bit floats for each query, rising.</summary>
    private static int[][] BestOf(float[] values, float[] queries, int dimensions)
    {
        var (right, product) = (new GemmRight(), new MatrixProduct());
        var items = values.Length / dimensions;
        right.PackTransposed(values, dimensions, items);
        var (scores, range) = (new float[items], new BestRange(Math.Min(Best, items)));
        return
        [
            .. Enumerable.Range(0, queries.Length / dimensions).Select(query =>
            {
                product.Multiply(queries.AsSpan(query * dimensions, dimensions), 1, right, scores);
                return range.Find(scores).ToArray().Select(ScoredRow.RowOf).Order().ToArray();
            }),
        ];
    }

    /// <summary>Unit vectors, each around one of the directions.</summary>
    private static float[] Vectors(Random random, int count, int dimensions, float[] directions, float spread)
    {
        var values = new float[(long)count * dimensions];
        for (var row = 0; row < count; row++)
        {
            var own = values.AsSpan(row * dimensions, dimensions);
            var direction = directions.Length == 0 ? 0 : random.Next(directions.Length / dimensions) * dimensions;
            var squares = 0f;
            for (var k = 0; k < dimensions; k++)
            {
                var near = directions.Length == 0 ? 0 : directions[direction + k] * MathF.Sqrt(dimensions);
                own[k] = near + (spread * ((random.NextSingle() * 2) - 1) * MathF.Sqrt(3));
                squares += own[k] * own[k];
            }

            foreach (ref var value in own)
            {
                value /= MathF.Sqrt(squares);
            }
        }

        return values;
    }
}
