using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace StreamReco.Stages.State;

/// <summary>
/// Slots of users by number, and a table of 64-bit hashes over them: open addressing, linear probing, at most three
/// quarters full. Equal hashes are told apart by the ids that the states hold, which the caller compares. Not thread-safe.
/// </summary>
internal sealed class UserSlots
{
    private const int PageSlots = 1_024; // of 48 KB: twice as many would be a large object
    private const int FirstTable = 1_024;

    private readonly List<UserSlot[]> _pages = [];
    private readonly Stack<int> _free = new();

    /// <summary>Slot + 1; 0 where nothing is.</summary>
    private int[] _table = new int[FirstTable];

    /// <summary>Users.</summary>
    public int Count { get; private set; }

    /// <summary>The number after the last slot that was ever used.</summary>
    public int End { get; private set; }

    public ref UserSlot this[int slot] => ref _pages[slot / PageSlots][slot % PageSlots];

    /// <summary>
    /// The hash of an id. Half of it differs from process to process, so that nobody can choose ids that collide.
    /// </summary>
    public static ulong HashOf(ReadOnlySpan<char> id) =>
        ((ulong)(uint)string.GetHashCode(id, StringComparison.Ordinal) << 32) | (uint)XxHash3.HashToUInt64(MemoryMarshal.AsBytes(id));

    /// <summary>The first slot of a hash, by probing from its place.</summary>
    /// <param name="hash">The hash.</param>
    /// <param name="at">Where the search stands; begin with <see cref="FirstOf"/>.</param>
    /// <returns>A slot of that hash, or -1 when there is none left.</returns>
    public int Next(ulong hash, ref int at)
    {
        for (; _table[at] != 0; at = (at + 1) & (_table.Length - 1))
        {
            var slot = _table[at] - 1;
            if (this[slot].Hash == hash)
            {
                at = (at + 1) & (_table.Length - 1);
                return slot;
            }
        }

        return -1;
    }

    /// <summary>The slot at a hash's own place, which is mostly that of the hash; -1 where none is.</summary>
    public int Guess(ulong hash) => _table[FirstOf(hash)] - 1;

    /// <summary>Where the search for a hash begins.</summary>
    public int FirstOf(ulong hash) => (int)(hash >> 32) & (_table.Length - 1);

    /// <summary>A slot for a user who is not there.</summary>
    public int Add(ulong hash)
    {
        if (4L * (Count + 1) > 3L * _table.Length)
        {
            Grow();
        }

        if (!_free.TryPop(out var slot))
        {
            slot = End++;
            if (slot / PageSlots == _pages.Count)
            {
                _pages.Add(new UserSlot[PageSlots]);
            }
        }

        this[slot] = new UserSlot { Hash = hash, Unpacked = UserSlot.Packed };
        Put(slot);
        Count++;
        return slot;
    }

    /// <summary>Gives a slot free.</summary>
    public void Remove(int slot)
    {
        var hole = FirstOf(this[slot].Hash);
        while (_table[hole] != slot + 1)
        {
            hole = (hole + 1) & (_table.Length - 1);
        }

        Close(hole);
        this[slot] = new UserSlot { Unpacked = UserSlot.Empty };
        _free.Push(slot);
        Count--;
    }

    /// <summary>Moves what was displaced over a hole back into it, so that probing needs no marks of removal.</summary>
    private void Close(int hole)
    {
        var mask = _table.Length - 1;
        for (var at = (hole + 1) & mask; _table[at] != 0; at = (at + 1) & mask)
        {
            var home = FirstOf(this[_table[at] - 1].Hash);
            if (((at - home) & mask) >= ((at - hole) & mask))
            {
                _table[hole] = _table[at];
                hole = at;
            }
        }

        _table[hole] = 0;
    }

    private void Put(int slot)
    {
        var at = FirstOf(this[slot].Hash);
        while (_table[at] != 0)
        {
            at = (at + 1) & (_table.Length - 1);
        }

        _table[at] = slot + 1;
    }

    private void Grow()
    {
        _table = new int[2 * _table.Length];
        for (var slot = 0; slot < End; slot++)
        {
            if (this[slot].Unpacked != UserSlot.Empty)
            {
                Put(slot);
            }
        }
    }
}
