using System.Globalization;
using System.Numerics.Tensors;
using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Retrieval.Cells;

/// <summary>How many cells are looked at, and the share of the best items that is found in them.</summary>
/// <param name="Cells">Cells a query.</param>
/// <param name="Recall">The share, of that kind of queries of which it is least.</param>
internal readonly record struct CellTuning(int Cells, double Recall)
{
    /// <summary>Best items that recall is measured by.</summary>
    public const int Best = 100;

    /// <summary>Queries that recall is measured with.</summary>
    private const int Queries = 96;

    /// <summary>Kinds of them: the share is to be found of each.</summary>
    private const int Kinds = 3;

    /// <summary>What is added to the share that is asked for: these are not the queries that will come.</summary>
    private const double Spare = 0.25;

    /// <summary>The fewest cells are first, each next number is larger by a fourth.</summary>
    private const int FirstShare = 256;

    /// <summary>Cells looked at of which an answer costs what looking at all items does, at most: one of so many.</summary>
    private const int PayingShare = 3;

    /// <summary>Whether a query costs less in these cells than by looking at all items.</summary>
    public bool Pays(ItemCells cells) => (long)Cells * PayingShare <= cells.Count;

    /// <summary>One sentence for the log.</summary>
    public string Say(ItemCells cells) => string.Create(
        CultureInfo.InvariantCulture,
        $"The best of {cells.Items} items are looked for in {Cells} of {cells.Count} cells, which held {100 * Recall:F1} % of them when it was measured.");

    /// <summary>The rows of the best items in some cells.</summary>
    public delegate int[] Finder(ReadOnlySpan<float> query, int cells);

    /// <summary>Takes as many cells as find the share that is asked for, and a little more.</summary>
    public static CellTuning Of(ItemCells cells, int dimensions, ReadVector read, Finder find, double recallMin)
    {
        var queries = Enumerable.Range(0, Queries).Select(i => Query(i, cells.Items, dimensions, read)).ToArray();
        var exact = queries.Select(query => find(query, cells.Count).ToHashSet()).ToArray();
        var target = recallMin + (Spare * (1 - recallMin));
        for (var count = Math.Max(1, cells.Count / FirstShare); count < cells.Count; count += Math.Max(1, count / 4))
        {
            var recall = Enumerable.Range(0, Kinds).Min(kind => ShareOf(kind, queries, exact, find, count));
            if (recall >= target)
            {
                return new CellTuning(count, recall);
            }
        }

        return new CellTuning(cells.Count, 1);
    }

    /// <summary>The share of the exact best items that is found, over the queries of a kind.</summary>
    private static double ShareOf(int kind, float[][] queries, HashSet<int>[] exact, Finder find, int cells)
    {
        var (found, asked) = (0, 0);
        for (var i = kind; i < queries.Length; i += Kinds)
        {
            found += find(queries[i], cells).Count(exact[i].Contains);
            asked += exact[i].Count;
        }

        return found / (double)Math.Max(1, asked);
    }

    /// <summary>
    /// An item; an item and half of two others, as users' vectors mix what they did; an item and as much noise, which no item
    /// is as near to as to itself.
    /// </summary>
    private static float[] Query(int place, int items, int dimensions, ReadVector read)
    {
        var (query, other) = (new float[dimensions], new float[dimensions]);
        read(Row(place), query);
        if (place % Kinds == 1)
        {
            for (var i = 1; i <= 2; i++)
            {
                read(Row(place + (i * (Queries / 3))), other);
                TensorPrimitives.MultiplyAdd(other, 0.5f, query, query);
            }
        }
        else if (place % Kinds == 2)
        {
            var (random, length) = (new Random(place), MathF.Sqrt(OrderedDot.Of(query, query) / dimensions));
            foreach (ref var value in query.AsSpan())
            {
                value += random.Next(2) == 0 ? length : -length;
            }
        }

        return query;

        int Row(int at) => (int)((long)(at % Queries) * items / Queries);
    }
}
