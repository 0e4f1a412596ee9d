using System.Security.Cryptography;
using System.Text;

namespace StreamReco.StreamHost.Sql;

/// <summary>The key under which PostgreSQL finds a user; <see cref="PostgresSchema.Key"/> is the same in SQL.</summary>
internal static class PostgresUserKey
{
    public const int HeadBytes = 1024;

    public static byte[] Of(string userId)
    {
        var id = Encoding.UTF8.GetBytes(userId);
        return id.Length <= HeadBytes ? id : [.. id.AsSpan(0, HeadBytes), .. SHA256.HashData(id)];
    }

    /// <summary>Whether two keys order their ids by hash instead of by bytes: both are long and share their head.</summary>
    public static bool SameHead(byte[] a, byte[] b) =>
        a.Length > HeadBytes && b.Length > HeadBytes && a.AsSpan(0, HeadBytes).SequenceEqual(b.AsSpan(0, HeadBytes));
}
