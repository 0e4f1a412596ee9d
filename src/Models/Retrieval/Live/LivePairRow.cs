namespace StreamReco.Models.Retrieval.Live;

/// <summary>The live pairs of one item, by rising item; weights in <see cref="LivePairs.Unit"/>.</summary>
internal sealed class LivePairRow
{
    private int[] _items = new int[2];
    private Cell[] _cells = new Cell[2];
    private int _count;

    public ReadOnlySpan<int> Items => _items.AsSpan(0, _count);

    public ReadOnlySpan<Cell> Cells => _cells.AsSpan(0, _count);

    public int NextSum { get; private set; }

    public int AfterSum { get; private set; }

    /// <summary>The weights of one item; zeros where it is no pair.</summary>
    public Cell Find(int item)
    {
        var at = Items.BinarySearch(item);
        return at < 0 ? default : _cells[at];
    }

    public void Add(int item, int next, int after, int before)
    {
        NextSum += next;
        AfterSum += after;
        var at = Items.BinarySearch(item);
        if (at < 0)
        {
            Insert(at = ~at, item);
        }

        ref var cell = ref _cells[at];
        cell = new Cell(cell.Next + next, cell.After + after, cell.Before + before);
        if (cell == default)
        {
            _items.AsSpan((at + 1).._count).CopyTo(_items.AsSpan(at));
            _cells.AsSpan((at + 1).._count).CopyTo(_cells.AsSpan(at));
            _count--;
        }
    }

    private void Insert(int at, int item)
    {
        if (_count == _items.Length)
        {
            Array.Resize(ref _items, _count * 2);
            Array.Resize(ref _cells, _count * 2);
        }

        _items.AsSpan(at.._count).CopyTo(_items.AsSpan(at + 1));
        _cells.AsSpan(at.._count).CopyTo(_cells.AsSpan(at + 1));
        (_items[at], _cells[at]) = (item, default);
        _count++;
    }

    /// <param name="Next">The other item was the very next click.</param>
    /// <param name="After">It was a later one, by 1/distance.</param>
    /// <param name="Before">It was an earlier one, by 1/distance.</param>
    public readonly record struct Cell(int Next, int After, int Before);
}
