using System.Collections.Frozen;
using System.Text.RegularExpressions;
using StreamReco.Models.Events;

namespace StreamReco.Models.DataQuality;

/// <summary>One rule of a rules file.</summary>
/// <param name="Name">Names it in alerts, reasons and figures.</param>
/// <param name="Check">What it asks.</param>
public sealed record QualityRule(string Name, QualityCheck Check)
{
    /// <summary>What it looks at; null for checks of the record as a whole.</summary>
    public QualityField? Field { get; init; }

    /// <summary>The types of events that it judges; all where there are none.</summary>
    public IReadOnlyList<EventType> Of { get; init; } = [];

    public QualityAction Action { get; init; }

    /// <summary>
    /// Below this share of good records (psi and ks: above this distance) a window is a warning; null for no such level.
    /// </summary>
    public double? Warn { get; init; }

    /// <summary>Likewise for a failure.</summary>
    public double? Fail { get; init; }

    /// <summary>Least number: of the value, or of distinct values.</summary>
    public double? Min { get; init; }

    /// <summary>Greatest number, likewise.</summary>
    public double? Max { get; init; }

    /// <summary>Longest time from event to reception, ms.</summary>
    public long MaxMs { get; init; }

    /// <summary>Deviations from the usual that traffic may be off: of the median absolute deviation, scaled as a standard deviation.</summary>
    public double Deviations { get; init; }

    /// <summary>Times the usual, or part of it, that traffic may be.</summary>
    public double Factor { get; init; }

    /// <summary>What a text must match, whole.</summary>
    public Regex? Pattern { get; init; }

    /// <summary>The values of <see cref="QualityCheck.OneOf"/>; null for other checks.</summary>
    public FrozenSet<string>? Values { get; init; }

    /// <summary>What windows are compared with; null for checks that need none.</summary>
    public QualityReference? Reference { get; init; }

    /// <summary>Whether it judges events of this type.</summary>
    public bool Judges(EventType type)
    {
        for (var i = 0; i < Of.Count; i++)
        {
            if (Of[i] == type)
            {
                return true;
            }
        }

        return Of.Count == 0;
    }

    /// <summary>Whether it judges how records arrive: they count in the newest window and not in that of their event time.</summary>
    public bool IsOfArrival => Check is QualityCheck.Unique or QualityCheck.Timely or QualityCheck.Valid or QualityCheck.Clock;

    /// <summary>Whether it looks at the spread of a window's values, and judges no single record.</summary>
    public bool IsOfSpread => Check is QualityCheck.Cardinality or QualityCheck.Psi or QualityCheck.Ks;

    /// <summary>Whether its measure is a distance: the smaller, the better.</summary>
    public bool IsDistance => Check is QualityCheck.Psi or QualityCheck.Ks;
}
