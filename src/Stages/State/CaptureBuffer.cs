using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;

namespace StreamReco.Stages.State;

/// <summary>
/// The durable forms of a snapshot's users in memory that is used again once the store has them, and grows without being copied: a
/// snapshot of some megabytes leaves nothing for the garbage collector.
/// </summary>
internal sealed class CaptureBuffer
{
    private const int BlockBytes = 256 * 1024;

    private readonly ByteBuffer _bytes = new(BlockBytes);
    private readonly List<StoredUser> _users = [];

    /// <summary>The capture whose users it holds.</summary>
    public long Capture { get; private set; }

    /// <summary>The users, in the order in which they were added. Their bytes are valid until another capture begins, their ids for ever.</summary>
    public StoredUser[] Users() => [.. _users];

    /// <summary>Begins a capture; what the buffer held is over.</summary>
    /// <param name="capture">Its number.</param>
    /// <param name="users">Users that come, at most.</param>
    public void Begin(long capture, int users)
    {
        Capture = capture;
        _bytes.Clear();
        _users.Clear();
        _users.EnsureCapacity(users);
    }

    /// <summary>Takes a copy of a user's durable form.</summary>
    public void Add(string userId, ReadOnlySpan<byte> state) => _users.Add(new StoredUser(userId, _bytes.Add(state).Memory));
}
