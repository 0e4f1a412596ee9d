namespace StreamReco.Models.Search.Counts;

/// <summary>
/// Positions of a list in buckets: each of the first ten by itself, because there examination falls steeply, then wider.
/// Positions are absolute over pages and begin at 1.
/// </summary>
public static class PositionBuckets
{
    private const int Single = 10;

    /// <summary>Number of buckets: 1 to 10, 11-20, 21-50, further.</summary>
    public const int Count = Single + 3;

    /// <summary>The bucket of a position.</summary>
    public static int Of(int position)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(position, 1);
        return position switch
        {
            <= Single => position - 1,
            <= 20 => Single,
            <= 50 => Single + 1,
            _ => Single + 2,
        };
    }
}
