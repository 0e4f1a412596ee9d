using System.Diagnostics.CodeAnalysis;

namespace StreamReco.Stages.State;

/// <summary>
/// Clicks that wait for the throttle, at most one a user: a heap by due time, then offset, that knows each user's place,
/// so that a later click takes the place of the one before (an indexed priority queue). A click that is due later than the one before it of
/// its user is only noted: the heap, which then still has the user too far ahead, finds out when it comes to them. Not thread-safe.
/// </summary>
public sealed class WaitingClicks
{
    /// <summary>Children of a place: four lie side by side in memory, and the heap is half as deep as one of two.</summary>
    private const int Ways = 4;

    private readonly Dictionary<string, int> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _nodesByChars;
    private readonly Stack<int> _free = new();
    private PendingRecommendation[] _clicks = new PendingRecommendation[16];

    /// <summary>Where in the heap a node stands.</summary>
    private int[] _places = new int[16];

    /// <summary>The nodes, by a click of theirs that is due no later than the one that waits; the first one is at 0.</summary>
    private Entry[] _heap = new Entry[16];

    public WaitingClicks() => _nodesByChars = _nodes.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Clicks, and so users.</summary>
    public int Count { get; private set; }

    /// <summary>Lets a click wait, in the place of another one of its user.</summary>
    public void Put(in PendingRecommendation click)
    {
        if (_nodes.TryGetValue(click.UserId, out var node))
        {
            Replace(node, click);
        }
        else
        {
            Add(click);
        }
    }

    /// <summary>As <see cref="Put(in PendingRecommendation)"/>, without looking the user up where it is known where their click stands.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="known">Where a click of theirs was put last, and its offset.</param>
    /// <param name="offset">The click's offset.</param>
    /// <param name="asOfMs">The click's event time.</param>
    /// <param name="dueMs">Event time at which the watermark releases it.</param>
    /// <returns>Where it stands, to be said with the user's next one.</returns>
    public int Put(ReadOnlySpan<char> userId, (int Node, long Offset) known, long offset, long asOfMs, long dueMs)
    {
        // No two clicks of a partition have one offset: what stands there with it is the user's.
        if ((uint)known.Node < (uint)_clicks.Length && _clicks[known.Node].Offset == known.Offset && _clicks[known.Node].UserId is not null)
        {
            Replace(known.Node, new PendingRecommendation(_clicks[known.Node].UserId, offset, asOfMs, dueMs));
            return known.Node;
        }

        if (_nodesByChars.TryGetValue(userId, out var node))
        {
            Replace(node, new PendingRecommendation(_clicks[node].UserId, offset, asOfMs, dueMs));
            return node;
        }

        return Add(new PendingRecommendation(userId.ToString(), offset, asOfMs, dueMs));
    }

    /// <summary>Reads what the next click of a user reads; see <see cref="Models.Users.UserState.Touch"/>.</summary>
    /// <param name="node">Where the user's click was put last, or anything.</param>
    public int Touch(int node) => (uint)node < (uint)_clicks.Length ? (int)_clicks[node].Offset : 0;

    /// <summary>The click that is due first.</summary>
    public bool TryPeek(out PendingRecommendation click)
    {
        Settle();
        click = Count == 0 ? default : _clicks[_heap[0].Node];
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
    public bool Remove(ReadOnlySpan<char> userId)
    {
        if (!_nodesByChars.Remove(userId, out _, out var node))
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
            sorted[i] = _clicks[_heap[i].Node];
        }

        Array.Sort(sorted, static (a, b) => a.IsBefore(b) ? -1 : b.IsBefore(a) ? 1 : 0);
        return sorted;
    }

    private void Replace(int node, in PendingRecommendation click)
    {
        var isSooner = click.IsBefore(_clicks[node]);
        _clicks[node] = click;
        if (isSooner && EntryOf(node) is var entry && entry.IsBefore(_heap[_places[node]]))
        {
            Stand(entry, _places[node]);
            MoveUp(_places[node]);
        }
    }

    private int Add(in PendingRecommendation click)
    {
        var node = NewNode();
        _nodes.Add(click.UserId, node);
        _clicks[node] = click;
        Stand(EntryOf(node), Count);
        MoveUp(Count++);
        return node;
    }

    /// <summary>Moves those that are first by a click that no longer waits to where they belong.</summary>
    private void Settle()
    {
        while (Count > 0 && EntryOf(_heap[0].Node) is var first && _heap[0].IsBefore(first))
        {
            Stand(first, 0);
            MoveDown(0);
        }
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
        var entry = _heap[place];
        for (int parent; place > 0 && entry.IsBefore(_heap[parent = (place - 1) / Ways]); place = parent)
        {
            Stand(_heap[parent], place);
        }

        Stand(entry, place);
        return place;
    }

    private void MoveDown(int place)
    {
        var entry = _heap[place];
        while (FirstChildOf(place) is >= 0 and var child && _heap[child].IsBefore(entry))
        {
            Stand(_heap[child], place);
            place = child;
        }

        Stand(entry, place);
    }

    /// <summary>The child of a place that is due first; -1 where there is none.</summary>
    private int FirstChildOf(int place)
    {
        var first = (Ways * place) + 1;
        var end = Math.Min(first + Ways, Count);
        for (var child = first + 1; child < end; child++)
        {
            first = _heap[child].IsBefore(_heap[first]) ? child : first;
        }

        return first < end ? first : -1;
    }

    private void Stand(in Entry entry, int place)
    {
        _heap[place] = entry;
        _places[entry.Node] = place;
    }

    private Entry EntryOf(int node) => new(_clicks[node].DueMs, _clicks[node].Offset, node);

    /// <summary>A place of the heap.</summary>
    /// <param name="DueMs">When a click of the node is due.</param>
    /// <param name="Offset">Its offset.</param>
    /// <param name="Node">The node.</param>
    private readonly record struct Entry(long DueMs, long Offset, int Node)
    {
        public bool IsBefore(in Entry other) => DueMs != other.DueMs ? DueMs < other.DueMs : Offset < other.Offset;
    }
}
