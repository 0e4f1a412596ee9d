namespace StreamReco.Models.Decoding;

/// <summary>Counts fields that were left out, by field and reason. Thread-safe.</summary>
public sealed class LeftOutCounts
{
    private static readonly int _reasons = Enum.GetValues<LeftOutReason>().Length;

    private readonly long[] _counts = new long[Enum.GetValues<LeftOutField>().Length * _reasons];

    /// <summary>What was left out at least once, by field, then reason.</summary>
    public IReadOnlyList<(LeftOut What, long Count)> Counts
    {
        get
        {
            var found = new List<(LeftOut, long)>();
            for (var i = 0; i < _counts.Length; i++)
            {
                if (Interlocked.Read(ref _counts[i]) is > 0 and var count)
                {
                    found.Add((new LeftOut((LeftOutField)(i / _reasons), (LeftOutReason)(i % _reasons)), count));
                }
            }

            return found;
        }
    }

    public void Add(ReadOnlySpan<LeftOut> fields)
    {
        foreach (var (field, reason) in fields)
        {
            Interlocked.Increment(ref _counts[((int)field * _reasons) + (int)reason]);
        }
    }
}
