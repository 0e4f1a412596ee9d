using System.IO.Hashing;
using System.Text;

namespace StreamReco.StreamHost.Cluster.Configuration;

/// <summary>The name of a group's actor systems. Nodes of different names never become one cluster, whatever ports they hit.</summary>
internal static class SystemName
{
    private const string Prefix = "streamreco-";
    private const int CharsMax = 40;

    /// <param name="group">The consumer group; any text.</param>
    /// <returns>Letters, digits and dashes; a hash follows where the group had others or was long, so that two groups stay two.</returns>
    public static string Of(string group)
    {
        var clean = new string([.. group.Take(CharsMax).Select(c => char.IsAsciiLetterOrDigit(c) || c == '-' ? c : '-')]);
        return clean == group ? Prefix + clean : $"{Prefix}{clean}-{XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(group)):x16}";
    }
}
