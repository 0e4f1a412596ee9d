namespace StreamReco.Models.Experiments.Feedback;

/// <summary>How the shares of arms follow their success.</summary>
public enum AllocationPolicy
{
    /// <summary>Thompson sampling: an arm's share is how likely it is the best.</summary>
    Thompson,
}

/// <summary>An experiment whose shares are made anew as it goes: users keep their arm, new ones are drawn by the shares in force.</summary>
public sealed record Allocation
{
    /// <summary>Versions of an experiment after which the shares stay: each is kept with the state.</summary>
    public const int VersionsMax = 500;

    /// <summary>Matured units that each arm needs before the first change.</summary>
    public const long UnitsMin = 100;

    /// <summary>How shares are made.</summary>
    public AllocationPolicy Policy { get; init; }

    /// <summary>The least share of an arm among all that are drawn.</summary>
    public double Floor { get; init; } = 0.05;

    /// <summary>Time between two changes at least, minutes.</summary>
    public double EveryMinutes { get; init; } = 60;

    /// <summary>What is wrong with it, one sentence each.</summary>
    /// <param name="arms">Arms of the experiment.</param>
    /// <param name="metric">The metric that decides.</param>
    public IEnumerable<string> Faults(int arms, ExperimentMetric metric)
    {
        if (!(Floor > 0 && Floor * arms <= 1))
        {
            yield return $"allocation: floor is {Floor}; it is to be above 0 and at most 1 / arms, so that every arm stays measurable.";
        }

        if (EveryMinutes is not (>= 1 and <= 100_000))
        {
            yield return $"allocation: every_minutes is {EveryMinutes}; it is to lie between 1 and 100000.";
        }

        if (metric is not (ExperimentMetric.Conversion or ExperimentMetric.Carts or ExperimentMetric.Revenue))
        {
            yield return "allocation: the metric that decides is to be by user: conversion, carts or revenue.";
        }
    }
}
