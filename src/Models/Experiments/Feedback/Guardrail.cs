namespace StreamReco.Models.Experiments.Feedback;

/// <summary>Which way a metric must not go.</summary>
public enum HarmDirection
{
    /// <summary>Less of it is harm.</summary>
    Decrease,

    /// <summary>More of it is harm.</summary>
    Increase,
}

/// <summary>A metric that an arm must not harm: an experiment that does is stopped.</summary>
public sealed record Guardrail
{
    /// <summary>Guardrails of an experiment.</summary>
    public const int Max = 8;

    /// <summary>Matured units that each of two arms needs before anything is said.</summary>
    public const long UnitsMin = 500;

    /// <summary>The metric.</summary>
    public required ExperimentMetric Metric { get; init; }

    /// <summary>Which way is harm.</summary>
    public HarmDirection Direction { get; init; }

    /// <summary>Harm that is borne, as a share of the control: 0.02 stops no arm that loses 2 % or less.</summary>
    public double Margin { get; init; } = 0.01;

    /// <summary>How often an arm that keeps the margin may be stopped, over all looks, one-sided.</summary>
    public double Level { get; init; } = 0.01;

    /// <summary>What is wrong with it, one sentence each.</summary>
    /// <param name="place">Its place in the list, for people: 1 for the first.</param>
    public IEnumerable<string> Faults(int place)
    {
        if (Margin is not (>= 0 and < 1))
        {
            yield return $"guardrail {place}: margin is {Margin}; it is to be at least 0 and below 1.";
        }

        if (Level is not (> 0 and < 0.5))
        {
            yield return $"guardrail {place}: level is {Level}; it is to lie between 0 and 0.5.";
        }
    }
}
