using System.Globalization;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Files;
using StreamReco.StreamHost.Cluster.Control;

namespace StreamReco.StreamHost.Cluster.Experiments;

/// <summary>What the control plane is asked about an experiment, by people and by guardrails alike.</summary>
internal static class ExperimentStop
{
    private const int SaltBytes = 4;

    /// <summary>The id of a request that is not a person's: the salt tells an experiment from one of the same name that was removed.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="next">The version that is asked for.</param>
    public static string KeyOf(string by, ExperimentDefinition next) => FormattableString.Invariant(
        $"{by}.{next.Experiment.Id}.{next.Experiment.Version}.{Convert.ToHexStringLower(next.Experiment.Salt.Span[..SaltBytes])}");

    /// <summary>The next version, by which nobody is drawn or answered any more.</summary>
    /// <param name="newest">The version in force.</param>
    /// <param name="why">Why, in words; null where nobody said.</param>
    public static ExperimentDefinition Of(ExperimentDefinition newest, string? why) => newest with
    {
        Experiment = newest.Experiment with { Version = newest.Experiment.Version + 1 },
        IsRunning = false,
        StoppedBecause = why,
    };

    /// <summary>The arguments of a request about a version.</summary>
    /// <param name="next">The version.</param>
    /// <param name="definition">It as JSON; empty to forget the experiment.</param>
    public static Dictionary<string, string> ArgumentsOf(ExperimentDefinition next, string definition)
    {
        var arguments = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [RequestKinds.Experiment] = next.Experiment.Id,
            [RequestKinds.Version] = next.Experiment.Version.ToString(CultureInfo.InvariantCulture),
            [RequestKinds.Definition] = definition,
        };
        if (next.StoppedBecause is { } why)
        {
            arguments.Add(RequestKinds.Reason, why);
        }

        return arguments;
    }

    /// <inheritdoc cref="ArgumentsOf(ExperimentDefinition, string)"/>
    public static Dictionary<string, string> ArgumentsOf(ExperimentDefinition next) => ArgumentsOf(next, ExperimentJson.Write(next));
}
