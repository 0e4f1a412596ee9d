using System.Text;

namespace StreamReco.Models.Experiments.Assignment;

/// <summary>One way to answer, and the units that get it.</summary>
/// <param name="Name">Unique in the experiment; the first arm is the control.</param>
/// <param name="Ranges">Its units: each range grows at its end only, so that a ramp moves nobody.</param>
public sealed record ExperimentArm(string Name, IReadOnlyList<ShareRange> Ranges)
{
    /// <summary>The version of the model that answers; null for the one that answers without the experiment.</summary>
    public string? Model { get; init; }

    /// <summary>What it changes of re-ranking; null for nothing.</summary>
    public ArmSettings? Settings { get; init; }

    /// <summary>The share of all units, 0 to 1.</summary>
    public double Share => Ranges.Sum(range => range.Share);
}

/// <summary>A layer: experiments in ranges of the same layer never share a unit; layers are independent.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Salt">Its salt, <see cref="UnitHash.SaltBytes"/> bytes.</param>
/// <param name="Ranges">The part of the layer that the experiment has.</param>
public sealed record ExperimentLayer(string Name, ReadOnlyMemory<byte> Salt, IReadOnlyList<ShareRange> Ranges);

/// <summary>A version of an experiment's definition.</summary>
/// <param name="Id">Its name, unique in a group.</param>
/// <param name="Version">From 1; each change is one more.</param>
/// <param name="Salt"><see cref="UnitHash.SaltBytes"/> random bytes, made once.</param>
/// <param name="Arms">At least two; the first is the control.</param>
public sealed record Experiment(string Id, int Version, ReadOnlyMemory<byte> Salt, IReadOnlyList<ExperimentArm> Arms)
{
    private const int StackBytesMax = 512;
    private const byte CompareBy = 1;

    /// <summary>The layer, or null for an experiment that may share units with any other.</summary>
    public ExperimentLayer? Layer { get; init; }

    /// <summary>The segments of users that take part; null for everybody.</summary>
    public IReadOnlyList<int>? Segments { get; init; }

    /// <summary>Whether a unit of a segment may be drawn.</summary>
    /// <param name="segment">Its segment; null for none.</param>
    public bool Admits(int? segment)
    {
        for (var i = 0; i < Segments?.Count; i++)
        {
            if (Segments[i] == segment)
            {
                return true;
            }
        }

        return Segments is null;
    }

    /// <summary>How likely a unit is to be drawn into an arm, 0 to 1.</summary>
    /// <param name="arm">Its place in <see cref="Arms"/>.</param>
    public double PropensityOf(int arm) => Arms[arm].Share * (Layer?.Ranges.Sum(range => range.Share) ?? 1);

    /// <summary>Whether the lists of other arms are made for a unit too: the same share of every arm.</summary>
    /// <param name="unit">The unit's id.</param>
    /// <param name="share">The share, 0 to 1.</param>
    public bool Compares(string unit, double share) => share > 0 && UnitHash.PointOf(Salt.Span, unit, CompareBy) < share * UnitHash.Points;

    /// <inheritdoc cref="ArmOf(ReadOnlySpan{byte})"/>
    public int ArmOf(string unit)
    {
        var bytes = Encoding.UTF8.GetMaxByteCount(unit.Length);
        var text = bytes <= StackBytesMax ? stackalloc byte[bytes] : new byte[bytes];
        return ArmOf(text[..Encoding.UTF8.GetBytes(unit, text)]);
    }

    /// <summary>The arm of a unit.</summary>
    /// <param name="unit">The unit's id, UTF-8.</param>
    /// <returns>Its place in <see cref="Arms"/>, or -1 if the unit takes no part.</returns>
    public int ArmOf(ReadOnlySpan<byte> unit)
    {
        if (Layer is { } layer && !Contains(layer.Ranges, UnitHash.PointOf(layer.Salt.Span, unit)))
        {
            return -1;
        }

        var point = UnitHash.PointOf(Salt.Span, unit);
        for (var arm = 0; arm < Arms.Count; arm++)
        {
            if (Contains(Arms[arm].Ranges, point))
            {
                return arm;
            }
        }

        return -1;
    }

    private static bool Contains(IReadOnlyList<ShareRange> ranges, long point)
    {
        for (var i = 0; i < ranges.Count; i++)
        {
            if (ranges[i].Contains(point))
            {
                return true;
            }
        }

        return false;
    }
}
