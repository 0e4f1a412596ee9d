using System.Numerics;

namespace StreamReco.Models.Retrieval.Live;

/// <summary>
/// The items with the largest counts while counts change: a tree whose nodes hold the larger of their two children. A
/// change costs log₂ N stores; the first places cost as many steps each. Equal counts by row.
/// </summary>
internal sealed class TopTree
{
    private readonly int[] _nodes;
    private readonly int _leaves;
    private readonly int _items;
    private readonly PriorityQueue<int, (int NegativeValue, int Node)> _open = new();

    public TopTree(int items)
    {
        _items = items;
        _leaves = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, items));
        _nodes = new int[2 * _leaves];
    }

    public int this[int row] => _nodes[_leaves + row];

    public void Add(int row, int change)
    {
        var node = _leaves + row;
        _nodes[node] += change;
        for (node /= 2; node > 0; node /= 2)
        {
            var larger = Math.Max(_nodes[2 * node], _nodes[(2 * node) + 1]);
            if (_nodes[node] == larger)
            {
                return;
            }

            _nodes[node] = larger;
        }
    }

    /// <summary>Writes the rows with the largest counts above 0, largest first.</summary>
    /// <returns>How many were written.</returns>
    public int Largest(Span<int> rows)
    {
        var written = 0;
        _open.Clear();
        _open.Enqueue(1, (-_nodes[1], 1));
        while (written < rows.Length && _open.TryDequeue(out var node, out _) && _nodes[node] > 0)
        {
            if (node >= _leaves)
            {
                rows[written++] = node - _leaves;
                continue;
            }

            // A node is opened before a leaf of the same count, so that equal counts come by row: it has the smaller number.
            _open.Enqueue(2 * node, (-_nodes[2 * node], 2 * node));
            _open.Enqueue((2 * node) + 1, (-_nodes[(2 * node) + 1], (2 * node) + 1));
        }

        return Math.Min(written, _items);
    }
}
