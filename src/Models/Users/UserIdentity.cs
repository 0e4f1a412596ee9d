using StreamReco.Models.Binary;

namespace StreamReco.Models.Users;

/// <summary>
/// How an id hangs together with other ids of a person: part of a user's state, only where there ever was a link. An anonymous id
/// points to the user who signed in; a user has the list of the ids that were theirs before they did.
/// </summary>
public sealed class UserIdentity
{
    /// <summary>Anonymous ids of one user; no more are linked, so that a program that makes up ids fills no memory.</summary>
    public const int IdsMax = 200;

    private readonly List<string> _users = [];
    private readonly List<LinkedId> _ids = [];

    /// <summary>The user whom later clicks of this id belong to; null where it stands for itself.</summary>
    public string? PointsTo { get; private set; }

    /// <summary>The partition that has that user's state; -1 where the id stands for itself.</summary>
    public int Home { get; private set; } = -1;

    /// <summary>Whether too many users signed in at this id: it is a shared device and stands for itself.</summary>
    public bool IsShared { get; private set; }

    /// <summary>Whether an operator ended the link: no event makes another one.</summary>
    public bool IsUnlinked { get; private set; }

    /// <summary>The users who signed in at this id, in the order of their first time.</summary>
    public IReadOnlyList<string> Users => _users;

    /// <summary>The anonymous ids of this user, in the order in which they were first seen.</summary>
    public IReadOnlyList<LinkedId> Ids => _ids;

    /// <summary>Nothing is known: the state can do without it.</summary>
    public bool IsEmpty => PointsTo is null && !IsShared && !IsUnlinked && _users.Count == 0 && _ids.Count == 0;

    /// <summary>Later clicks of this id are those of a user.</summary>
    /// <param name="user">The user.</param>
    /// <param name="home">The partition of the user's state.</param>
    public void PointTo(string user, int home)
    {
        (PointsTo, Home, IsUnlinked, IsShared) = (user, home, false, false);
        if (!_users.Contains(user, StringComparer.Ordinal))
        {
            _users.Add(user);
        }
    }

    /// <summary>The id is a shared device: it stands for itself from here on.</summary>
    public void Share() => (PointsTo, Home, IsShared) = (null, -1, true);

    /// <summary>An operator ended the link: the id stands for itself, and who signed in there is forgotten.</summary>
    public void Unlink()
    {
        (PointsTo, Home, IsShared, IsUnlinked) = (null, -1, false, true);
        _users.Clear();
    }

    /// <summary>Nothing of a user is known here any more.</summary>
    public void Forget(string user)
    {
        _users.Remove(user);
        if (PointsTo == user)
        {
            (PointsTo, Home) = (null, -1);
        }
    }

    /// <summary>What is known of an anonymous id of this user; null for nothing.</summary>
    public LinkedId? Find(ReadOnlySpan<char> id)
    {
        var at = IndexOf(id);
        return at < 0 ? null : _ids[at];
    }

    /// <summary>Remembers an anonymous id of this user, or what became of it.</summary>
    public void Put(in LinkedId id)
    {
        var at = IndexOf(id.Id);
        if (at < 0)
        {
            _ids.Add(id);
        }
        else
        {
            _ids[at] = id;
        }
    }

    /// <summary>Writes the canonical bytes.</summary>
    internal void Write(StateWriter writer)
    {
        writer.Text(PointsTo ?? "");
        writer.Signed(Home);
        writer.Byte((byte)((IsShared ? 1 : 0) | (IsUnlinked ? 2 : 0)));
        writer.Unsigned((ulong)_users.Count);
        foreach (var user in _users)
        {
            writer.Text(user);
        }

        writer.Unsigned((ulong)_ids.Count);
        foreach (var id in _ids)
        {
            writer.Text(id.Id);
            writer.Byte((byte)id.State);
            writer.Signed(id.Partition);
            writer.Signed(id.Offset);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    internal static UserIdentity Read(ref StateReader reader)
    {
        var (pointsTo, home, flags) = (reader.Text(), reader.Signed(), reader.Byte());
        var identity = new UserIdentity
        {
            PointsTo = pointsTo.Length == 0 ? null : pointsTo,
            Home = (int)home,
            IsShared = (flags & 1) != 0,
            IsUnlinked = (flags & 2) != 0,
        };
        for (var left = reader.Count(int.MaxValue); left > 0; left--)
        {
            identity._users.Add(reader.Text());
        }

        for (var left = reader.Count(int.MaxValue); left > 0; left--)
        {
            identity._ids.Add(new LinkedId(reader.Text(), StateOf(reader.Byte()), (int)reader.Signed(), reader.Signed()));
        }

        return identity;
    }

    private static LinkState StateOf(byte value) => value <= (byte)LinkState.Unlinked
        ? (LinkState)value : throw new InvalidDataException($"The state has a link of kind {value}, which is none.");

    private int IndexOf(ReadOnlySpan<char> id)
    {
        for (var i = 0; i < _ids.Count; i++)
        {
            if (id.SequenceEqual(_ids[i].Id))
            {
                return i;
            }
        }

        return -1;
    }
}

/// <summary>An anonymous id of a user.</summary>
/// <param name="Id">The id, as the state knows it.</param>
/// <param name="State">How the link stands.</param>
/// <param name="Partition">The partition of the id's own state; -1 until that has answered.</param>
/// <param name="Offset">Offset there of the newest record that changed the link; -1 until then.</param>
public readonly record struct LinkedId(string Id, LinkState State, int Partition, long Offset)
{
    /// <summary>Whether what was done under the id is the user's: who erases the user erases it, too.</summary>
    public bool IsTheirs => State is LinkState.Current or LinkState.Moved;
}

/// <summary>How the link of an anonymous id to a user stands, seen from the user. Stored; never reused.</summary>
public enum LinkState : byte
{
    /// <summary>An event named both; the id's partition was told, and has not answered or refused.</summary>
    Asked = 0,

    /// <summary>What was done under the id is the user's, and later clicks are.</summary>
    Current = 1,

    /// <summary>What was done under the id is the user's; somebody else signed in there since, or the id was erased.</summary>
    Moved = 2,

    /// <summary>An operator ended the link.</summary>
    Unlinked = 3,
}
