using StreamReco.Models.Experiments.Assignment;
using StreamReco.Models.Experiments.Statistics;

namespace StreamReco.Models.Experiments.Feedback;

/// <summary>When a list counts as seen.</summary>
public enum ExposureRule
{
    /// <summary>When it was answered over HTTP: whoever asks shows it.</summary>
    Served,

    /// <summary>When an event names it: a list that was viewed, or a click in it.</summary>
    Seen,
}

/// <summary>How an experiment is judged: set before it starts.</summary>
public sealed record ExperimentPlan
{
    /// <summary>Which lists the arms change.</summary>
    public Surface Surface { get; init; } = Surface.Recommendations;

    /// <summary>When a list counts as seen.</summary>
    public ExposureRule Exposure { get; init; } = ExposureRule.Seen;

    /// <summary>The one metric that decides.</summary>
    public ExperimentMetric Metric { get; init; } = ExperimentMetric.ClickThrough;

    /// <summary>How it is looked at.</summary>
    public StopRule Rule { get; init; } = StopRule.Anytime;

    /// <summary>Units of two arms together at which it is to end; the units so far if 0.</summary>
    public long PlannedUnits { get; init; }

    /// <summary>Level of all looks and arms together, two-sided.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>The smallest lift that matters.</summary>
    public double Margin { get; init; } = 0.01;

    /// <summary>How long actions are credited; null for the defaults. The same in all versions of an experiment.</summary>
    public AttributionWindows? Windows { get; init; }

    /// <summary>How shares follow success; null for shares that stay as the ranges have them.</summary>
    public Allocation? Allocation { get; init; }

    /// <summary>
    /// Whether both arms make each list together (team draft), so that users choose between them; null for no. Two arms. The same in all
    /// versions.
    /// </summary>
    public bool? Interleave { get; init; }

    /// <summary>
    /// The share of units for which the lists of the other arms are made too, to know whose list differs, 0 to 1; null for none.
    /// The same in all versions.
    /// </summary>
    public double? Counterfactual { get; init; }

    /// <summary>What no arm may harm; null for none. One that is harmed stops the experiment unless <see cref="Rollback"/> is false.</summary>
    public IReadOnlyList<Guardrail>? Guardrails { get; init; }

    /// <summary>Whether a harmed guardrail stops the experiment; null for yes.</summary>
    public bool? Rollback { get; init; }

    /// <summary>Faults of the plan, one sentence each.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        if (Alpha is not (> 0 and < 1))
        {
            faults.Add($"alpha is {Alpha}; it is to lie between 0 and 1.");
        }

        if (!(Margin > 0))
        {
            faults.Add($"margin is {Margin}; it is to be above 0.");
        }

        if (PlannedUnits < 0)
        {
            faults.Add($"planned_units is {PlannedUnits}; it is to be at least 0.");
        }

        if (Guardrails?.Count > Guardrail.Max)
        {
            faults.Add($"guardrails are {Guardrails.Count}; at most {Guardrail.Max} are looked at.");
        }

        if (Counterfactual is not (null or (> 0 and <= 1)))
        {
            faults.Add($"counterfactual is {Counterfactual}; it is to be above 0 and at most 1.");
        }

        if (Counterfactual is not null && Surface != Surface.Recommendations)
        {
            faults.Add("counterfactual is of recommendations; plan.surface is search.");
        }

        if (Interleave == true && (Metric != ExperimentMetric.ClickThrough || Counterfactual is not null || Allocation is not null || Guardrails is { Count: > 0 }))
        {
            faults.Add("interleave asks which arm's items are clicked in lists of both: its metric is click_through, and it has no counterfactual, allocation or guardrails.");
        }

        faults.AddRange(Windows?.Faults() ?? []);
        faults.AddRange((Guardrails ?? []).SelectMany((guardrail, i) => guardrail.Faults(i + 1)));
        return faults;
    }
}

/// <summary>A version of an experiment as the log has it.</summary>
/// <param name="Experiment">Who gets which arm.</param>
/// <param name="Plan">How it is judged.</param>
/// <param name="IsRunning">Whether units are drawn; a stopped experiment answers as if it were not there.</param>
public sealed record ExperimentDefinition(Experiment Experiment, ExperimentPlan Plan, bool IsRunning = true)
{
    /// <summary>Why it was stopped, in words; null while it runs, and where nobody said.</summary>
    public string? StoppedBecause { get; init; }
}
