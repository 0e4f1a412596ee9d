using System.Buffers;
using System.Text;
using StreamReco.Models.Events;
using StreamReco.Models.Items;
using StreamReco.Models.Users;

namespace StreamReco.Stages.State;

/// <summary>
/// The states of a shard's users in memory: packed in their durable form, some hundred bytes in <see cref="ByteSlabs"/>, but
/// for the few that were touched last, which are unpacked. Packing and unpacking change nothing that can be seen: the
/// durable form is canonical. Not thread-safe.
/// </summary>
/// <param name="options">Bounds of a user's state.</param>
/// <param name="codec">The durable form.</param>
/// <param name="unpackedMax">Users that are unpacked at a time.</param>
internal sealed class ResidentUsers(UserStateOptions options, UserStateCodec codec, int unpackedMax)
{
    private readonly UserSlots _slots = new();
    private readonly ByteSlabs _slabs = new();
    private UnpackedUser[] _unpacked = new UnpackedUser[64];
    private int _unpackedCount;
    private readonly Stack<int> _idle = new();
    private readonly ArrayBufferWriter<byte> _scratch = new(1_024);
    private UserStateCodec _codec = codec;
    private readonly int[] _ahead = new int[AheadMax];
    private int _hand;
    private int _last = -1;

    /// <summary>What was read ahead, so that reading it is not left out.</summary>
    private int _touched;

    private const int Nobody = -1;

    /// <summary>Bytes that come from memory at a time, on the processors of today.</summary>
    private const int CacheLineBytes = 64;

    /// <summary>Users that <see cref="LookAhead"/> takes at a time: as many as a core waits for at once, and as stay in its cache.</summary>
    public const int AheadMax = 16;

    public int Count => _slots.Count;

    /// <summary>The number after the last slot.</summary>
    public int End => _slots.End;

    public ref UserSlot this[int slot] => ref _slots[slot];

    /// <summary>States are read for another model from here on.</summary>
    public void MoveTo(ItemSpace items) => _codec = new UserStateCodec(options, items);

    /// <summary>The slot of a user, or -1.</summary>
    public int Find(ReadOnlySpan<char> userId)
    {
        if (_last >= 0 && IsOf(_last, userId))
        {
            return _last; // the same user is looked for several times a click, and first by LookAhead
        }

        var hash = UserSlots.HashOf(userId);
        var at = _slots.FirstOf(hash);
        int slot;
        while ((slot = _slots.Next(hash, ref at)) >= 0 && !IsOf(slot, userId))
        {
            // another user of the same 64 bits
        }

        return slot;
    }

    /// <summary>
    /// Reads the way to the users of coming clicks a step at a time for all of them, so that the memory it takes, which is in no
    /// cache, comes for all of them at once instead of one place after the other (group prefetching; Chen, Ailamaki, Gibbons and Mowry
    /// 2007). Changes nothing.
    /// </summary>
    /// <param name="clicks">Clicks.</param>
    /// <param name="from">The first that comes.</param>
    /// <param name="count">How many come, at most <see cref="AheadMax"/>.</param>
    /// <param name="waiting">The clicks that wait; null if they are not looked at.</param>
    public void LookAhead(IReadOnlyList<ClickEvent> clicks, int from, int count, WaitingClicks? waiting)
    {
        Span<ulong> hashes = stackalloc ulong[count];
        for (var i = 0; i < count; i++)
        {
            hashes[i] = clicks[from + i].UserId is { IsEmpty: false } id ? UserSlots.HashOf(id) : 0;
        }

        for (var i = 0; i < count; i++)
        {
            _ahead[i] = _slots.Guess(hashes[i]);
        }

        for (var i = 0; i < count; i++)
        {
            var at = _slots.FirstOf(hashes[i]);
            _ahead[i] = _ahead[i] >= 0 && _slots[_ahead[i]].Hash == hashes[i] ? _ahead[i] : _slots.Next(hashes[i], ref at);
        }

        for (var step = 0; step < UserState.TouchSteps; step++)
        {
            for (var i = 0; i < count; i++)
            {
                _touched += _ahead[i] >= 0 ? Touch(_ahead[i], step, waiting) : 0;
            }
        }
    }

    /// <summary>The user of a click that <see cref="LookAhead"/> was shown is looked for next.</summary>
    /// <param name="at">Its place among them.</param>
    public void ComesNext(int at)
    {
        if (_ahead[at] is >= 0 and var slot && _slots[slot].Unpacked != UserSlot.Empty)
        {
            _last = slot;
        }
    }

    /// <summary>
    /// Takes in a user who is not there. The bytes are read at once: a click of the user is next, and whether one waits for
    /// the throttle has to be known before the user may be evicted.
    /// </summary>
    public void Add(string userId, ReadOnlySpan<byte> packed) =>
        _codec.Read(packed, Unpacked(_slots.Add(UserSlots.HashOf(userId))));

    /// <summary>Takes in a user of whom nothing is known.</summary>
    public int Add(ReadOnlySpan<char> userId)
    {
        var slot = _slots.Add(UserSlots.HashOf(userId));
        Unpacked(slot).Reset(userId);
        return slot;
    }

    /// <summary>The state of a user, to be read or changed; valid until the next call for another user.</summary>
    public UserState StateOf(int slot)
    {
        _last = slot;
        if (_slots[slot].Unpacked is >= 0 and var at)
        {
            _unpacked[at].IsReferenced = true;
            return _unpacked[at].State;
        }

        var (place, length) = (_slots[slot].Place, _slots[slot].Length);
        var state = Unpacked(slot);
        _codec.Read(_slabs.At(place, length), state, new HistoryEnd(_slots[slot].HistoryBytes, _slots[slot].LastItemMs));
        _slabs.Free(place, length);
        state.WaitsAt = _slots[slot].WaitsAfter - 1;
        return state;
    }

    /// <summary>Whether a click of the user waits for the throttle.</summary>
    public bool Waits(int slot) => _slots[slot].Unpacked is >= 0 and var at
        ? _unpacked[at].State.Answers.HasPending : _slots[slot].Has(UserFlags.Waits);

    /// <summary>The durable form; valid until the next call.</summary>
    public ReadOnlySpan<byte> BytesOf(int slot)
    {
        if (_slots[slot].Unpacked is not (>= 0 and var at))
        {
            return _slabs.At(_slots[slot].Place, _slots[slot].Length);
        }

        _scratch.ResetWrittenCount();
        _codec.Write(_unpacked[at].State, _scratch);
        return _scratch.WrittenSpan;
    }

    public string IdOf(int slot) => _slots[slot].Unpacked is >= 0 and var at
        ? _unpacked[at].State.UserId
        : Encoding.UTF8.GetString(UserStateCodec.IdOf(_slabs.At(_slots[slot].Place, _slots[slot].Length)));

    public void Remove(int slot)
    {
        if (_slots[slot].Unpacked is >= 0 and var at)
        {
            _unpacked[at].Slot = Nobody;
            _idle.Push(at);
        }
        else
        {
            _slabs.Free(_slots[slot].Place, _slots[slot].Length);
        }

        _slots.Remove(slot);
        _last = _last == slot ? -1 : _last;
    }

    /// <summary>Reads a byte of each line that the user's next click reads.</summary>
    private int Touch(int slot, int step, WaitingClicks? waiting)
    {
        ref var user = ref _slots[slot];
        if (user.Unpacked is >= 0 and var at)
        {
            var state = _unpacked[at].State;
            return state.Touch(step) + (step == 1 ? waiting?.Touch(state.WaitsAt) ?? 0 : 0);
        }

        if (step > 0 || user.Unpacked == UserSlot.Empty)
        {
            return 0;
        }

        var sum = waiting?.Touch(user.WaitsAfter - 1) ?? 0;
        var packed = _slabs.At(user.Place, user.Length);
        for (var i = 0; i < packed.Length; i += CacheLineBytes)
        {
            sum += packed[i];
        }

        return sum;
    }

    private bool IsOf(int slot, ReadOnlySpan<char> userId)
    {
        if (_slots[slot].Unpacked is >= 0 and var at)
        {
            return userId.SequenceEqual(_unpacked[at].State.UserIdChars);
        }

        var utf8 = UserStateCodec.IdOf(_slabs.At(_slots[slot].Place, _slots[slot].Length));
        return Ascii.Equals(utf8, userId) || (!Ascii.IsValid(utf8) && userId.SequenceEqual(Encoding.UTF8.GetString(utf8)));
    }

    /// <summary>An object for the state of a slot, which still holds what it held before.</summary>
    private UserState Unpacked(int slot)
    {
        var at = FreePlace();
        ref var user = ref _unpacked[at];
        (user.Slot, user.IsReferenced) = (slot, true);
        _slots[slot].Unpacked = at;
        _last = slot;
        return user.State;
    }

    private int FreePlace()
    {
        if (_idle.TryPop(out var idle))
        {
            return idle;
        }

        if (_unpackedCount >= unpackedMax && TryPackOne(out var packed))
        {
            return packed;
        }

        if (_unpackedCount == _unpacked.Length)
        {
            Array.Resize(ref _unpacked, 2 * _unpackedCount);
        }

        _unpacked[_unpackedCount] = new UnpackedUser { State = new UserState("", options), Slot = Nobody };
        return _unpackedCount++;
    }

    /// <summary>Packs a user that was not touched lately, never the one that was touched last.</summary>
    private bool TryPackOne(out int at)
    {
        for (var steps = 2 * _unpackedCount; steps > 0; steps--)
        {
            at = _hand = _hand < _unpackedCount ? _hand : 0;
            _hand++;
            ref var user = ref _unpacked[at];
            if (user.IsReferenced || user.Slot == _last)
            {
                user.IsReferenced = false;
            }
            else if (TryPack(ref user))
            {
                return true;
            }
        }

        at = -1;
        return false;
    }

    private bool TryPack(ref UnpackedUser user)
    {
        _scratch.ResetWrittenCount();
        var history = _codec.Write(user.State, _scratch);
        if (!_slabs.TryAdd(_scratch.WrittenSpan, out var place))
        {
            return false; // too large for a page: it stays an object
        }

        ref var slot = ref _slots[user.Slot];
        (slot.Place, slot.Length, slot.Unpacked) = (place, _scratch.WrittenCount, UserSlot.Packed);
        slot.Flags = user.State.Answers.HasPending ? slot.Flags | UserFlags.Waits : slot.Flags & ~UserFlags.Waits;
        (slot.HistoryBytes, slot.LastItemMs) = (history.Bytes, history.LastMs);
        slot.WaitsAfter = user.State.WaitsAt + 1;
        user.Slot = Nobody;
        return true;
    }

    /// <summary>An object, and whose state it is: in a row, for the clock hand passes many of them.</summary>
    private struct UnpackedUser
    {
        public UserState State;

        /// <summary>Whose state it is, or <see cref="Nobody"/>.</summary>
        public int Slot;

        /// <summary>Touched since the clock hand passed.</summary>
        public bool IsReferenced;
    }
}
