using System.Buffers;
using StreamReco.Models.Events;
using StreamReco.Models.Items;
using StreamReco.Models.Users;
using StreamReco.Stages.Ports;

namespace StreamReco.Stages.State;

/// <summary>
/// The users of a shard that are in memory. Cold users are evicted by the clock algorithm once the store holds them,
/// and come back, batched, before the micro-batch that needs them is folded. Belongs to the shard's loop.
/// </summary>
public sealed class UserTable
{
    /// <summary>Users that are unpacked at a time where nobody says how many.</summary>
    public const int UnpackedMaxDefault = 4_096;

    private readonly ResidentUsers _residents;
    private readonly List<int> _dirty = [];

    /// <summary>Erased users that the store may still have, with the capture that removes them there.</summary>
    private readonly Dictionary<string, long> _erased = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long>.AlternateLookup<ReadOnlySpan<char>> _erasedByChars;
    private readonly UserStateOptions _options;
    private readonly int _residentMax;
    private UserStateCodec _codec;
    private CaptureBuffer? _free = new();
    private CaptureBuffer? _captured;
    private bool _storeHasOthers;
    private int _captures;
    private long _storedCapture;
    private int _hand;

    /// <param name="options">Bounds of a user's state.</param>
    /// <param name="codec">The durable form.</param>
    /// <param name="residentMax">Users held in memory; exceeded only by users that the store does not have yet.</param>
    /// <param name="storeHasUsers">Whether the store holds users of this shard: then an absent user may be a cold one.</param>
    /// <param name="unpackedMax">Users of them that are objects at a time; the others are packed bytes.</param>
    public UserTable(
        UserStateOptions options, UserStateCodec codec, int residentMax, bool storeHasUsers,
        int unpackedMax = UnpackedMaxDefault)
    {
        _options = options;
        _codec = codec;
        _residentMax = residentMax;
        _storeHasOthers = storeHasUsers;
        _residents = new ResidentUsers(options, codec, unpackedMax);
        _erasedByChars = _erased.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public int Count => _residents.Count;

    /// <summary>Whether the store may hold users who are not here.</summary>
    public bool MayHaveCold => _storeHasOthers;

    /// <summary>Users that the next capture writes, at most: those erased since are among them.</summary>
    public int Changed => _dirty.Count;

    /// <summary>Whether the user must be asked for at the store before its click can be folded.</summary>
    public bool MayBeCold(ReadOnlySpan<char> userId) =>
        _storeHasOthers && _residents.Find(userId) < 0 && (_erased.Count == 0 || !_erasedByChars.ContainsKey(userId));

    /// <summary>Says, click by click in order, that the user of one is looked for next, so that what is known of them is near by then.</summary>
    /// <param name="clicks">The clicks of a micro-batch.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="next">The one that comes next.</param>
    /// <param name="waiting">The clicks that wait, of which one may be the user's; null if they are not looked at.</param>
    public void Approach(IReadOnlyList<ClickEvent> clicks, int count, int next, WaitingClicks? waiting = null)
    {
        var place = next % ResidentUsers.AheadMax;
        if (place == 0)
        {
            _residents.LookAhead(clicks, next, Math.Min(ResidentUsers.AheadMax, count - next), waiting);
        }

        _residents.ComesNext(place);
    }

    /// <summary>Users are read for another model from here on; those in memory move when they are changed.</summary>
    public void MoveTo(ItemSpace items)
    {
        _codec = new UserStateCodec(_options, items);
        _residents.MoveTo(items);
    }

    /// <summary>Makes stored users resident.</summary>
    public void Admit(IReadOnlyList<StoredUser> stored)
    {
        for (var i = 0; i < stored.Count; i++)
        {
            if (_residents.Find(stored[i].UserId) < 0)
            {
                _residents.Add(stored[i].UserId, stored[i].State.Span);
            }
        }
    }

    /// <summary>The state of a user, to be read; valid until the next call for another user.</summary>
    public UserState? Find(ReadOnlySpan<char> userId) =>
        _residents.Find(userId) is >= 0 and var slot ? _residents.StateOf(slot) : null;

    /// <summary>
    /// The state of a user in a model's item space, to be read. Of a user who has not moved there yet it is a copy: looking
    /// must leave no trace.
    /// </summary>
    public UserState? FindIn(ItemSpace items, ReadOnlySpan<char> userId) =>
        Find(userId) is { } user ? InSpaceOf(user, items) : null;

    /// <summary>A user in a model's item space, to be read: a copy where the user is in another, so that looking leaves no trace.</summary>
    public UserState InSpaceOf(UserState user, ItemSpace items)
    {
        if (user.IsIn(items))
        {
            return user;
        }

        var bytes = new ArrayBufferWriter<byte>(256);
        _codec.Write(user, bytes);
        var copy = _codec.Read(bytes.WrittenSpan);
        copy.MoveTo(items);
        return copy;
    }

    /// <summary>
    /// Vectors of users in memory, spread over all of them, in a model's item space: copies that leave no trace. A user who touched
    /// nothing that the model knows has none.
    /// </summary>
    /// <param name="items">The item space.</param>
    /// <param name="max">How many users are looked at, at most.</param>
    /// <param name="page">From 0; each page has other users, and those after the last are empty.</param>
    /// <param name="mayBeTaken">Whether a user may be among them, by their id.</param>
    public IReadOnlyList<float[]> SampleVectors(ItemSpace items, int max, int page, Func<string, bool> mayBeTaken)
    {
        var vectors = new List<float[]>();
        var step = Math.Max(1, (_residents.End + max - 1) / max);
        for (var slot = page < step ? page : _residents.End; slot < _residents.End; slot += step)
        {
            if (_residents[slot].Unpacked == UserSlot.Empty)
            {
                continue;
            }

            var user = _codec.Read(_residents.BytesOf(slot));
            user.MoveTo(items);
            if (user.Vector is { } vector && mayBeTaken(user.UserId))
            {
                vectors.Add(vector.Values.ToArray());
            }
        }

        return vectors;
    }

    /// <summary>The state of a user, to be changed; made when the user is new. Valid until the next call for another user.</summary>
    public UserState GetForChange(ReadOnlySpan<char> userId)
    {
        var slot = _residents.Find(userId);
        slot = slot >= 0 ? slot : _residents.Add(userId);
        ref var found = ref _residents[slot];
        if (!found.Has(UserFlags.Dirty))
        {
            _dirty.Add(slot);
        }

        found.Flags |= UserFlags.Dirty | UserFlags.Referenced;
        return _residents.StateOf(slot);
    }

    /// <summary>The durable form of a user.</summary>
    public byte[] BytesOf(UserState user)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        _codec.Write(user, bytes);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>A user in the durable form that another shard wrote, as an object of its own.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public UserState Read(ReadOnlySpan<byte> bytes) => _codec.Read(bytes);

    /// <summary>Forgets a user; the next capture names it, so that the store forgets it too.</summary>
    /// <returns>Whether it was known. A cold user has to be admitted before.</returns>
    public bool Erase(string userId)
    {
        var slot = _residents.Find(userId);
        if (slot < 0)
        {
            return false;
        }

        _residents.Remove(slot); // its place among the changed ones is passed over by the next capture
        _erased[userId] = long.MaxValue;
        return true;
    }

    /// <summary>Writes every changed user in its durable form, and names the erased ones.</summary>
    /// <returns>
    /// Both, and the number to hand to <see cref="MarkStored"/> once the store has done it. A user that began anew after
    /// its erasure is among both. The users' bytes are valid until then.
    /// </returns>
    public (IReadOnlyList<StoredUser> Users, IReadOnlyList<string> Erased, long Capture) CaptureChanged()
    {
        var capture = ++_captures;
        string[] erased = [.. _erased.Where(user => user.Value == long.MaxValue).Select(user => user.Key)];
        foreach (var user in erased)
        {
            _erased[user] = capture;
        }

        var buffer = _free ?? new CaptureBuffer();
        (_free, _captured) = (null, buffer);
        buffer.Begin(capture, _dirty.Count);
        _dirty.Sort(); // the order in which users came, and so about that of their rows in the store
        foreach (var slot in _dirty)
        {
            Capture(slot, buffer);
        }

        _dirty.Clear();
        return (buffer.Users(), erased, capture);
    }

    /// <summary>A method of its own: the loop around it runs too seldom to be compiled for speed.</summary>
    private void Capture(int slot, CaptureBuffer buffer)
    {
        ref var user = ref _residents[slot];
        if (user.Unpacked != UserSlot.Empty && user.Has(UserFlags.Dirty))
        {
            buffer.Add(_residents.IdOf(slot), _residents.BytesOf(slot));
            user.Flags &= ~UserFlags.Dirty;
            user.CapturedIn = _captures;
        }
    }

    /// <summary>The store has everything up to this capture: unchanged users may now be evicted.</summary>
    public void MarkStored(long capture)
    {
        _storedCapture = Math.Max(_storedCapture, capture);
        if (_captured?.Capture == capture)
        {
            (_free, _captured) = (_captured, null);
        }
    }

    /// <summary>Evicts users that were not touched lately until the bound holds, as far as the store has them.</summary>
    public void Evict()
    {
        if (_erased.Count > 0)
        {
            foreach (var (user, _) in _erased.Where(user => user.Value <= _storedCapture).ToArray())
            {
                _erased.Remove(user);
            }
        }

        for (var steps = 2L * _residents.End; _residents.Count > _residentMax && steps > 0; steps--)
        {
            _hand = _hand < _residents.End ? _hand : 0;
            ref var user = ref _residents[_hand];
            if (user.Unpacked != UserSlot.Empty && MayGo(user, _hand))
            {
                _residents.Remove(_hand);
                _storeHasOthers = true;
            }

            user.Flags &= ~UserFlags.Referenced;
            _hand++;
        }
    }

    private bool MayGo(in UserSlot user, int slot) =>
        !user.Has(UserFlags.Referenced | UserFlags.Dirty) && user.CapturedIn <= _storedCapture && !_residents.Waits(slot);
}
