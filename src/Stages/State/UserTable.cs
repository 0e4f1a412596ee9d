using System.Buffers;
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
    private readonly Dictionary<string, UserEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, UserEntry>.AlternateLookup<ReadOnlySpan<char>> _byChars;
    private readonly List<UserEntry> _clock = [];
    private readonly List<UserEntry> _dirty = [];

    /// <summary>Erased users that the store may still have, with the capture that removes them there.</summary>
    private readonly Dictionary<string, long> _erased = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long>.AlternateLookup<ReadOnlySpan<char>> _erasedByChars;
    private readonly UserStateOptions _options;
    private UserStateCodec _codec;
    private readonly int _residentMax;
    private bool _storeHasOthers;
    private long _captures;
    private long _storedCapture;
    private int _hand;

    /// <param name="options">Bounds of a user's state.</param>
    /// <param name="codec">The durable form.</param>
    /// <param name="residentMax">Users held in memory; exceeded only by users that the store does not have yet.</param>
    /// <param name="storeHasUsers">Whether the store holds users of this shard: then an absent user may be a cold one.</param>
    public UserTable(UserStateOptions options, UserStateCodec codec, int residentMax, bool storeHasUsers)
    {
        _options = options;
        _codec = codec;
        _residentMax = residentMax;
        _storeHasOthers = storeHasUsers;
        _byChars = _entries.GetAlternateLookup<ReadOnlySpan<char>>();
        _erasedByChars = _erased.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public int Count => _entries.Count;

    /// <summary>Whether the user must be asked for at the store before its click can be folded.</summary>
    public bool MayBeCold(ReadOnlySpan<char> userId) =>
        _storeHasOthers && !_byChars.ContainsKey(userId) && (_erased.Count == 0 || !_erasedByChars.ContainsKey(userId));

    /// <summary>Users are read for another model from here on; those in memory move when they are changed.</summary>
    public void MoveTo(ItemSpace items) => _codec = new UserStateCodec(_options, items);

    /// <summary>Makes stored users resident.</summary>
    public void Admit(IReadOnlyList<StoredUser> stored)
    {
        foreach (var user in stored)
        {
            if (!_entries.ContainsKey(user.UserId))
            {
                Insert(new UserEntry(_codec.Read(user.State.Span)));
            }
        }
    }

    /// <summary>The state of a user, to be read.</summary>
    public UserState? Find(ReadOnlySpan<char> userId) =>
        _byChars.TryGetValue(userId, out var entry) ? entry.State : null;

    /// <summary>
    /// The state of a user in a model's item space, to be read. Of a user who has not moved there yet it is a copy: looking
    /// must leave no trace.
    /// </summary>
    public UserState? FindIn(ItemSpace items, ReadOnlySpan<char> userId)
    {
        var user = Find(userId);
        if (user is null || user.IsIn(items))
        {
            return user;
        }

        var bytes = new ArrayBufferWriter<byte>(256);
        _codec.Write(user, bytes);
        var copy = _codec.Read(bytes.WrittenSpan);
        copy.MoveTo(items);
        return copy;
    }

    /// <summary>The state of a user, to be changed; made when the user is new.</summary>
    public UserState GetForChange(ReadOnlySpan<char> userId)
    {
        if (!_byChars.TryGetValue(userId, out var entry))
        {
            entry = new UserEntry(new UserState(userId.ToString(), _options));
            Insert(entry);
        }

        entry.Referenced = true;
        if (!entry.Dirty)
        {
            entry.Dirty = true;
            _dirty.Add(entry);
        }

        return entry.State;
    }

    /// <summary>Forgets a user; the next capture names it, so that the store forgets it too.</summary>
    /// <returns>Whether it was known. A cold user has to be admitted before.</returns>
    public bool Erase(string userId)
    {
        if (!_entries.Remove(userId, out var entry))
        {
            return false;
        }

        _clock.Remove(entry);
        _dirty.Remove(entry);
        _erased[userId] = long.MaxValue;
        return true;
    }

    /// <summary>Writes every changed user in its durable form, and names the erased ones.</summary>
    /// <returns>
    /// Both, and the number to hand to <see cref="MarkStored"/> once the store has done it. A user that began anew after
    /// its erasure is among both.
    /// </returns>
    public (IReadOnlyList<StoredUser> Users, IReadOnlyList<string> Erased, long Capture) CaptureChanged()
    {
        var capture = ++_captures;
        string[] erased = [.. _erased.Where(user => user.Value == long.MaxValue).Select(user => user.Key)];
        foreach (var user in erased)
        {
            _erased[user] = capture;
        }

        var output = new ArrayBufferWriter<byte>(Math.Max(256, _dirty.Count * 256));
        var ends = new int[_dirty.Count];
        for (var i = 0; i < _dirty.Count; i++)
        {
            _codec.Write(_dirty[i].State, output);
            ends[i] = output.WrittenCount;
            _dirty[i].Dirty = false;
            _dirty[i].CapturedIn = capture;
        }

        var users = new StoredUser[_dirty.Count];
        for (var i = 0; i < users.Length; i++)
        {
            var start = i == 0 ? 0 : ends[i - 1];
            users[i] = new StoredUser(_dirty[i].State.UserId, output.WrittenMemory[start..ends[i]]);
        }

        _dirty.Clear();
        return (users, erased, capture);
    }

    /// <summary>The store has everything up to this capture: unchanged users may now be evicted.</summary>
    public void MarkStored(long capture) => _storedCapture = Math.Max(_storedCapture, capture);

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

        for (var steps = _clock.Count * 2; _entries.Count > _residentMax && steps > 0; steps--)
        {
            _hand = _hand < _clock.Count ? _hand : 0;
            var entry = _clock[_hand];
            if (entry.Referenced || entry.Dirty || entry.CapturedIn > _storedCapture || entry.State.Answers.HasPending)
            {
                entry.Referenced = false;
                _hand++;
                continue;
            }

            _entries.Remove(entry.State.UserId);
            _clock[_hand] = _clock[^1];
            _clock.RemoveAt(_clock.Count - 1);
            _storeHasOthers = true;
        }
    }

    private void Insert(UserEntry entry)
    {
        _entries.Add(entry.State.UserId, entry);
        _clock.Add(entry);
    }
}
