namespace StreamReco.Models.Experiments.Assignment;

/// <summary>
/// A range of the units of an experiment, in millionths: integers, so that a definition reads back as it was written.
/// </summary>
/// <param name="From">The first millionth, 0 to 1,000,000.</param>
/// <param name="To">The one after the last.</param>
public readonly record struct ShareRange(int From, int To)
{
    /// <summary>Millionths in a whole.</summary>
    public const int Whole = 1_000_000;

    /// <summary>Its length as a share, 0 to 1.</summary>
    public double Share => (double)(To - From) / Whole;

    /// <summary>Whether a unit's point lies in it.</summary>
    /// <param name="point">Of <see cref="UnitHash.PointOf"/>: 0 to 2^53 - 1.</param>
    public bool Contains(long point) => point >= Bound(From) && point < Bound(To);

    /// <inheritdoc/>
    public override string ToString() => $"[{From}, {To})";

    private static long Bound(int millionth) => (long)((Int128)millionth * UnitHash.Points / Whole);
}
