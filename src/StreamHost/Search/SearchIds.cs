using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace StreamReco.StreamHost.Search;

/// <summary>
/// Ids of searches: by node, its start and a count, so that no two searches of a group share one. Safe from any thread.
/// </summary>
/// <param name="node">The node's name.</param>
/// <param name="startedMs">When it started, Unix milliseconds.</param>
internal sealed class SearchIds(string node, long startedMs)
{
    private readonly string _prefix = XxHash3.HashToUInt64(
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{node} {startedMs}"))).ToString("x16", CultureInfo.InvariantCulture)[..12];

    private long _count;

    /// <summary>The next id.</summary>
    public string Next() => string.Create(CultureInfo.InvariantCulture, $"{_prefix}-{Interlocked.Increment(ref _count):x}");
}
