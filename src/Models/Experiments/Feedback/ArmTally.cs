using StreamReco.Models.Experiments.Statistics;

namespace StreamReco.Models.Experiments.Feedback;

/// <summary>What is known of an arm in one phase (version of the definition) and stratum; adds up over shards.</summary>
/// <param name="Experiment">The experiment's id.</param>
/// <param name="Arm">Place of the arm.</param>
/// <param name="Version">The phase: the version by which the units were drawn.</param>
/// <param name="IsKnown">The stratum: whether the units had done anything before their first exposure.</param>
public sealed record ArmTally(string Experiment, int Arm, int Version, bool IsKnown)
{
    /// <summary>Units that were drawn.</summary>
    public long Assigned { get; init; }

    /// <summary>Units that a list was made for.</summary>
    public long Served { get; init; }

    /// <summary>Units that saw one.</summary>
    public long Exposed { get; init; }

    /// <summary>Of them, units with a click that was credited.</summary>
    public long Clicked { get; init; }

    /// <summary>Of them, units with a purchase that was credited.</summary>
    public long Bought { get; init; }

    /// <summary>Units that saw the first one longer ago than the longest window: nothing of it can be credited any more.</summary>
    public long Matured { get; init; }

    /// <summary>Credited actions that named no list.</summary>
    public long Implicit { get; init; }

    /// <summary>Sums over units that saw a list, by <see cref="ExperimentMetric"/>.</summary>
    public IReadOnlyList<UnitSums> All { get; init; } = new UnitSums[ExperimentMetrics.All.Count];

    /// <summary>The same over units that saw the first list longer ago than the window of what the metric counts.</summary>
    public IReadOnlyList<UnitSums> OfMatured { get; init; } = new UnitSums[ExperimentMetrics.All.Count];

    /// <summary>Both together: of two shards.</summary>
    public static ArmTally operator +(ArmTally left, ArmTally right) => left with
    {
        Assigned = left.Assigned + right.Assigned,
        Served = left.Served + right.Served,
        Exposed = left.Exposed + right.Exposed,
        Clicked = left.Clicked + right.Clicked,
        Bought = left.Bought + right.Bought,
        Matured = left.Matured + right.Matured,
        Implicit = left.Implicit + right.Implicit,
        All = [.. left.All.Zip(right.All, (a, b) => a + b)],
        OfMatured = [.. left.OfMatured.Zip(right.OfMatured, (a, b) => a + b)],
    };
}
