using StreamReco.Models.Search.Indexing;

namespace StreamReco.Models.Search.Queries;

/// <summary>
/// The best matches of those that were offered: whole matches first, then by score, then by id, so that the order is total
/// and the same in every segmentation. Reused; for one thread.
/// </summary>
internal sealed class MatchHeap
{
    private TextMatch[] _heap = [];
    private IndexView _view = null!;
    private int _size;

    /// <summary>Matches that are held.</summary>
    public int Count { get; private set; }

    /// <summary>Begins with none.</summary>
    /// <param name="view">The index that the matches are of.</param>
    /// <param name="size">The most that are held.</param>
    public void Begin(IndexView view, int size)
    {
        (_view, _size, Count) = (view, size, 0);
        if (_heap.Length < size)
        {
            _heap = new TextMatch[size];
        }
    }

    /// <summary>Lets go of the index, which may be merged away before the next search.</summary>
    public void Release() => _view = null!;

    /// <summary>Takes a match if it is among the best so far.</summary>
    public void Offer(in TextMatch match)
    {
        if (Count < _size)
        {
            _heap[Count] = match;
            Rise(Count++);
        }
        else if (IsBetter(match, _heap[0]))
        {
            _heap[0] = match;
            Sink(0);
        }
    }

    /// <summary>Takes the matches out, the best first.</summary>
    public void Drain(List<TextMatch> target)
    {
        target.Clear();
        while (Count > 0)
        {
            target.Add(_heap[0]);
            _heap[0] = _heap[--Count];
            Sink(0);
        }

        target.Reverse();
    }

    /// <summary>Whether one match goes before another.</summary>
    public bool IsBetter(in TextMatch a, in TextMatch b)
    {
        if (a.IsWhole != b.IsWhole)
        {
            return a.IsWhole;
        }

        if (a.Score != b.Score)
        {
            return a.Score > b.Score;
        }

        return a.State == b.State ? a.Row < b.Row : string.CompareOrdinal(IdOf(a), IdOf(b)) < 0;
    }

    private string IdOf(in TextMatch match) => _view.States[match.State].Segment.Items[match.Row].ItemId;

    private void Rise(int at)
    {
        for (var parent = (at - 1) / 2; at > 0 && IsBetter(_heap[parent], _heap[at]); parent = (at - 1) / 2)
        {
            (_heap[parent], _heap[at]) = (_heap[at], _heap[parent]);
            at = parent;
        }
    }

    private void Sink(int at)
    {
        for (var child = (2 * at) + 1; child < Count; child = (2 * at) + 1)
        {
            if (child + 1 < Count && IsBetter(_heap[child], _heap[child + 1]))
            {
                child++;
            }

            if (!IsBetter(_heap[at], _heap[child]))
            {
                return;
            }

            (_heap[at], _heap[child]) = (_heap[child], _heap[at]);
            at = child;
        }
    }
}
