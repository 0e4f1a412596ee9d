using System.Buffers;
using StreamReco.Stages.Ports;

namespace StreamReco.Stages.State;

/// <summary>
/// The durable forms of a snapshot's users in memory that is used again once the store has them: a snapshot of some
/// megabytes leaves nothing for the garbage collector.
/// </summary>
internal sealed class CaptureBuffer
{
    /// <summary>Bytes of a user, where no capture told yet, and bytes that are kept free for users at most before they come.</summary>
    private const int UserBytes = 256;
    private const int ReservedMax = 64 << 20;

    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly List<(string UserId, int End)> _users = [];

    /// <summary>The capture whose users it holds.</summary>
    public long Capture { get; private set; }

    /// <summary>Where the next user's bytes go.</summary>
    public IBufferWriter<byte> Bytes => _bytes;

    /// <summary>Begins a capture; what the buffer held is over.</summary>
    /// <param name="capture">Its number.</param>
    /// <param name="users">Users that come, at most: memory for all of them at once is cheaper than memory that doubles.</param>
    public void Begin(long capture, int users)
    {
        Capture = capture;
        var bytes = _users.Count == 0 ? UserBytes : _bytes.WrittenCount / _users.Count * 9 / 8;
        _bytes.ResetWrittenCount();
        _bytes.GetSpan((int)Math.Clamp((long)users * bytes, 1, ReservedMax));
        _users.Clear();
        _users.EnsureCapacity(users);
    }

    /// <summary>What was written since the last user is this user's.</summary>
    public void End(string userId) => _users.Add((userId, _bytes.WrittenCount));

    /// <summary>The users, in the order in which they were written.</summary>
    public StoredUser[] Users()
    {
        var users = new StoredUser[_users.Count];
        for (var i = 0; i < users.Length; i++)
        {
            var start = i == 0 ? 0 : _users[i - 1].End;
            users[i] = new StoredUser(_users[i].UserId, _bytes.WrittenMemory[start.._users[i].End]);
        }

        return users;
    }
}
