using System.Diagnostics.CodeAnalysis;

namespace StreamReco.Stages.State;

/// <summary>
/// Clicks that wait for the throttle, at most one a user: a binary heap by due time, then offset, that knows each user's place,
/// so that a later click takes the place of the one before (an indexed priority queue). Not thread-safe.
/// </summary>
public sealed class WaitingClicks
{
    private readonly Dictionary<string, int> _nodes = new(StringComparer.Ordinal);
    private readonly Stack<int> _free = new();
    private PendingRecommendation[] _clicks = new PendingRecommendation[16];

    /// <summary>Where in the heap a node stands.</summary>
    private int[] _places = new int[16];

    /// <summary>The nodes; the click that is due first is at 0.</summary>
    private int[] _heap = new int[16];

    /// <summary>Clicks, and so users.</summary>
    public int Count { get; private set; }

    /// <summary>Lets a click wait, in the place of another one of its user.</summary>
    public void Put(in PendingRecommendation click)
    {
        if (!_nodes.TryGetValue(click.UserId, out var node))
        {
            node = NewNode();
            _nodes.Add(click.UserId, node);
            _heap[Count] = node;
            _places[node] = Count++;
        }

        _clicks[node] = click;
        MoveDown(MoveUp(_places[node]));
    }

    /// <summary>The click that is due first.</summary>
    public bool TryPeek(out PendingRecommendation click)
    {
        click = Count == 0 ? default : _clicks[_heap[0]];
        return Count > 0;
    }

    /// <summary>The click of a user.</summary>
    public bool TryGet(string userId, [MaybeNullWhen(false)] out PendingRecommendation click)
    {
        var isThere = _nodes.TryGetValue(userId, out var node);
        click = isThere ? _clicks[node] : default;
        return isThere;
    }

    /// <summary>Drops the click of a user.</summary>
    /// <returns>Whether one waited.</returns>
    public bool Remove(string userId)
    {
        if (!_nodes.Remove(userId, out var node))
        {
            return false;
        }

        var place = _places[node];
        _clicks[node] = default;
        _free.Push(node);
        var last = _heap[--Count];
        if (place < Count)
        {
            Stand(last, place);
            MoveDown(MoveUp(place));
        }

        return true;
    }

    /// <summary>The users, in no order.</summary>
    public IReadOnlyCollection<string> Users => _nodes.Keys;

    /// <summary>The clicks by due time, then offset.</summary>
    public PendingRecommendation[] ToSortedArray()
    {
        var sorted = new PendingRecommendation[Count];
        for (var i = 0; i < Count; i++)
        {
            sorted[i] = _clicks[_heap[i]];
        }

        Array.Sort(sorted, static (a, b) => a.IsBefore(b) ? -1 : b.IsBefore(a) ? 1 : 0);
        return sorted;
    }

    private int NewNode()
    {
        if (_free.TryPop(out var free))
        {
            return free;
        }

        if (Count == _heap.Length)
        {
            Array.Resize(ref _clicks, 2 * Count);
            Array.Resize(ref _places, 2 * Count);
            Array.Resize(ref _heap, 2 * Count);
        }

        return Count;
    }

    private int MoveUp(int place)
    {
        var node = _heap[place];
        for (int parent; place > 0 && IsBefore(node, _heap[parent = (place - 1) / 2]); place = parent)
        {
            Stand(_heap[parent], place);
        }

        Stand(node, place);
        return place;
    }

    private void MoveDown(int place)
    {
        var node = _heap[place];
        while ((2 * place) + 1 is var child && child < Count)
        {
            child += child + 1 < Count && IsBefore(_heap[child + 1], _heap[child]) ? 1 : 0;
            if (!IsBefore(_heap[child], node))
            {
                break;
            }

            Stand(_heap[child], place);
            place = child;
        }

        Stand(node, place);
    }

    private void Stand(int node, int place)
    {
        _heap[place] = node;
        _places[node] = place;
    }

    private bool IsBefore(int a, int b) => _clicks[a].IsBefore(_clicks[b]);
}
