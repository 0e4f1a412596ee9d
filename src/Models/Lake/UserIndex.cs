using System.IO.Hashing;
using ParquetSharp;

namespace StreamReco.Models.Lake;

/// <summary>The users of rows, each held once and known by a number; the number 0 is nobody.</summary>
internal sealed class UserIndex
{
    /// <summary>The number of rows without a user.</summary>
    public const int Nobody = 0;

    private const int StackBytes = 512;

    private readonly ByteArena _arena = new();
    private readonly Dictionary<ulong, int> _numbers = [];
    private readonly List<ByteArray> _users = [ByteArena.None];

    public int Count => _users.Count;

    /// <summary>Bytes held, about.</summary>
    public long Bytes => _arena.Bytes + (_users.Count * 48L);

    public ByteArray this[int number] => _users[number];

    /// <summary>The number of a user, new or known.</summary>
    public int NumberOf(ReadOnlySpan<char> user)
    {
        var most = System.Text.Encoding.UTF8.GetMaxByteCount(user.Length);
        Span<byte> bytes = most <= StackBytes ? stackalloc byte[StackBytes] : new byte[most];
        return NumberOf(bytes[..System.Text.Encoding.UTF8.GetBytes(user, bytes)]);
    }

    /// <inheritdoc cref="NumberOf(ReadOnlySpan{char})"/>
    public int NumberOf(ReadOnlySpan<byte> user)
    {
        for (var hash = XxHash3.HashToUInt64(user); ; hash++)
        {
            if (!_numbers.TryGetValue(hash, out var number))
            {
                _numbers.Add(hash, _users.Count);
                _users.Add(_arena.Add(user));
                return _users.Count - 1;
            }

            if (ByteArena.SpanOf(_users[number]).SequenceEqual(user))
            {
                return number;
            }
        }
    }

    /// <summary>The place of each number when users are in the order of their bytes; nobody comes first.</summary>
    public int[] Ranks()
    {
        var sorted = new int[_users.Count];
        for (var i = 0; i < sorted.Length; i++)
        {
            sorted[i] = i;
        }

        Array.Sort(sorted, (a, b) => ByteArena.SpanOf(_users[a]).SequenceCompareTo(ByteArena.SpanOf(_users[b])));
        var ranks = new int[sorted.Length];
        for (var i = 0; i < sorted.Length; i++)
        {
            ranks[sorted[i]] = i;
        }

        return ranks;
    }

    /// <summary>Keyed hashes of the users of some rows.</summary>
    /// <param name="key">The lake's key.</param>
    /// <param name="numbers">Their numbers, with repeats.</param>
    public UserHashes HashesOf(byte[] key, IEnumerable<int> numbers)
    {
        var seen = new bool[_users.Count];
        var hashes = new List<ulong>();
        foreach (var number in numbers)
        {
            if (number != Nobody && !seen[number])
            {
                seen[number] = true;
                hashes.Add(UserHashes.HashOf(key, ByteArena.SpanOf(_users[number])));
            }
        }

        return UserHashes.Of(hashes);
    }
}
