namespace StreamReco.Models.Retrieval;

/// <summary>
/// The rows with the highest scores among many: a heap of the best so far with the worst on top. Equal scores go by
/// rising row, so that the result does not depend on the order in which rows are offered.
/// </summary>
internal sealed class BestRows(int capacity)
{
    private readonly (float Score, int Row)[] _heap = new (float, int)[capacity];
    private int _count;

    public void Offer(int row, float score)
    {
        if (_count < _heap.Length)
        {
            _heap[_count] = (score, row);
            Rise(_count++);
        }
        else if (IsBetter((score, row), _heap[0]))
        {
            _heap[0] = (score, row);
            Sink();
        }
    }

    /// <summary>Writes the rows, best first, and forgets them.</summary>
    public int Take(Span<int> rows)
    {
        var best = _heap.AsSpan(0, _count);
        best.Sort(static (a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Row.CompareTo(b.Row));
        for (var i = 0; i < best.Length; i++)
        {
            rows[i] = best[i].Row;
        }

        _count = 0;
        return best.Length;
    }

    private static bool IsBetter(in (float Score, int Row) a, in (float Score, int Row) b) =>
        a.Score > b.Score || (a.Score == b.Score && a.Row < b.Row);

    private void Rise(int at)
    {
        while (at > 0 && IsBetter(_heap[(at - 1) / 2], _heap[at]))
        {
            var parent = (at - 1) / 2;
            (_heap[parent], _heap[at]) = (_heap[at], _heap[parent]);
            at = parent;
        }
    }

    private void Sink()
    {
        var at = 0;
        while (true)
        {
            var worst = at;
            for (var child = (2 * at) + 1; child <= (2 * at) + 2 && child < _count; child++)
            {
                worst = IsBetter(_heap[worst], _heap[child]) ? child : worst;
            }

            if (worst == at)
            {
                return;
            }

            (_heap[worst], _heap[at]) = (_heap[at], _heap[worst]);
            at = worst;
        }
    }
}
