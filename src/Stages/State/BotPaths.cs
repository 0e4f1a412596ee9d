using StreamReco.Models.Binary;

namespace StreamReco.Stages.State;

/// <summary>
/// How often paths of items were walked, over all users of a shard. Bounded: when the table is full all counts are halved, and
/// paths that were walked once are forgotten.
/// </summary>
public sealed class BotPaths
{
    private const int PathsMax = 4_096;
    private const int CountMax = byte.MaxValue;

    private readonly Dictionary<uint, byte> _counts = [];

    /// <summary>Counts a walk.</summary>
    /// <param name="path">Hash of the path.</param>
    /// <returns>Walks of the path so far, this one included; at most 255.</returns>
    public int Add(uint path)
    {
        if (_counts.TryGetValue(path, out var count))
        {
            return _counts[path] = (byte)Math.Min(CountMax, count + 1);
        }

        if (_counts.Count >= PathsMax)
        {
            Halve();
        }

        return _counts[path] = 1;
    }

    internal void Write(StateWriter writer)
    {
        writer.Unsigned((ulong)_counts.Count);
        foreach (var (path, count) in _counts.OrderBy(one => one.Key))
        {
            writer.Fixed32(path);
            writer.Byte(count);
        }
    }

    internal void Restore(ref StateReader reader)
    {
        for (var left = reader.Count(PathsMax); left > 0; left--)
        {
            _counts[reader.Fixed32()] = reader.Byte();
        }
    }

    /// <summary>Paths that everybody walks stay; if there is no room then, all are forgotten.</summary>
    private void Halve()
    {
        foreach (var (path, count) in _counts.ToArray())
        {
            if (count < 2)
            {
                _counts.Remove(path);
            }
            else
            {
                _counts[path] = (byte)(count / 2);
            }
        }

        if (_counts.Count > PathsMax * 3 / 4)
        {
            _counts.Clear();
        }
    }
}
