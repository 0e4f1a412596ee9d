using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace StreamReco.Models.Lake;

/// <summary>
/// The users of a file as keyed 64-bit hashes, sorted: whether a user may be in the file is known without opening it, and
/// without the key nobody can test a guess. Bytes: <c>SRUH</c>, version 1, three zeros, then the hashes, little-endian.
/// </summary>
public sealed class UserHashes
{
    private const int HeadBytes = 8;

    private static readonly byte[] _head = [.. "SRUH"u8, 1, 0, 0, 0];

    private readonly ulong[] _hashes;

    private UserHashes(ulong[] hashes) => _hashes = hashes;

    public int Count => _hashes.Length;

    /// <summary>Of hashes in any order, with repeats.</summary>
    public static UserHashes Of(IEnumerable<ulong> hashes) => new([.. new SortedSet<ulong>(hashes)]);

    /// <summary>The hash of a user.</summary>
    /// <param name="key">The lake's key.</param>
    /// <param name="user">The id's UTF-8 bytes.</param>
    public static ulong HashOf(ReadOnlySpan<byte> key, ReadOnlySpan<byte> user)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, user, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    /// <inheritdoc cref="HashOf(ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>
    public static ulong HashOf(ReadOnlySpan<byte> key, string user) => HashOf(key, Encoding.UTF8.GetBytes(user));

    /// <exception cref="LakeException">The bytes are no hashes of users.</exception>
    public static UserHashes Parse(string path, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeadBytes || !bytes[..HeadBytes].SequenceEqual(_head) || bytes.Length % sizeof(ulong) != 0)
        {
            throw new LakeException($"{path} of the lake holds no hashes of users, or those of another release.");
        }

        var hashes = new ulong[(bytes.Length - HeadBytes) / sizeof(ulong)];
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(HeadBytes + (i * sizeof(ulong)))..]);
        }

        return new UserHashes(hashes);
    }

    /// <summary>Whether the user may be in the file: a false yes in 2⁶⁴ / users, never a false no.</summary>
    public bool MayHold(ulong user) => Array.BinarySearch(_hashes, user) >= 0;

    public void WriteTo(Stream stream)
    {
        stream.Write(_head);
        var bytes = new byte[_hashes.Length * sizeof(ulong)];
        for (var i = 0; i < _hashes.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * sizeof(ulong)), _hashes[i]);
        }

        stream.Write(bytes);
    }
}
