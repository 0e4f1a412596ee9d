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

    /// <summary>A position in the middle of a bucket.</summary>
    public static int MiddleOf(int bucket) => bucket switch
    {
        < Single => bucket + 1,
        Single => 15,
        Single + 1 => 35,
        _ => 75,
    };

    /// <summary>The bucket's positions, for people.</summary>
    public static string NameOf(int bucket) => bucket switch
    {
        < Single => (bucket + 1).ToString(System.Globalization.CultureInfo.InvariantCulture),
        Single => "11-20",
        Single + 1 => "21-50",
        _ => "51+",
    };
}
