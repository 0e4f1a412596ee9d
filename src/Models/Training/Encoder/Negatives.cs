using System.Runtime.InteropServices;
using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Training.Encoder;

/// <summary>
/// The items that every position of a batch is told from, each once, with the correction of its score for having been
/// drawn: log(times drawn / expected times).
/// </summary>
internal sealed class Negatives(int items, int dimensions)
{
    private readonly int[] _columns = Filled(items);
    private readonly int[] _times = new int[items];
    private readonly List<int> _items = [];
    private readonly List<float> _corrections = [];
    private readonly Matrix _vectors = new(dimensions);

    /// <summary>The items, one a column of the scores.</summary>
    public ReadOnlySpan<int> Items => CollectionsMarshal.AsSpan(_items);

    /// <summary>What is added to the score of each.</summary>
    public ReadOnlySpan<float> Corrections => CollectionsMarshal.AsSpan(_corrections);

    /// <summary>The vectors as the right side of queries·itemsᵀ.</summary>
    public GemmRight ForScores { get; } = new();

    /// <summary>The vectors as the right side of weights·items.</summary>
    public GemmRight ForSums { get; } = new();

    /// <summary>Column of an item; -1 where it was not drawn.</summary>
    public int ColumnOf(int item) => _columns[item];

    public void Clear()
    {
        foreach (var item in _items)
        {
            (_columns[item], _times[item]) = (-1, 0);
        }

        _items.Clear();
        _corrections.Clear();
    }

    /// <summary>Takes one draw of an item.</summary>
    public void Count(int item)
    {
        if (_times[item]++ == 0)
        {
            _columns[item] = _items.Count;
            _items.Add(item);
        }
    }

    /// <summary>Every item once, uncorrected: the full softmax.</summary>
    public void TakeAll()
    {
        Clear();
        for (var item = 0; item < _columns.Length; item++)
        {
            Count(item);
            _corrections.Add(0);
        }
    }

    public void Correct(double[] probabilities, int draws)
    {
        foreach (var item in _items)
        {
            _corrections.Add((float)Math.Log(_times[item] / (draws * probabilities[item])));
        }
    }

    /// <summary>Copies the items' vectors into the forms of the two products.</summary>
    public void Load(float[] units)
    {
        _vectors.Resize(_items.Count);
        for (var column = 0; column < _items.Count; column++)
        {
            units.AsSpan(_items[column] * dimensions, dimensions).CopyTo(_vectors.Row(column));
        }

        ForScores.PackTransposed(_vectors.Values, dimensions, _items.Count);
        ForSums.Pack(_vectors.Values, _items.Count, dimensions);
    }

    private static int[] Filled(int items)
    {
        var columns = new int[items];
        columns.AsSpan().Fill(-1);
        return columns;
    }
}
