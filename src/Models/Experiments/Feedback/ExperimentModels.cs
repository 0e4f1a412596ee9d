using StreamReco.Models.Experiments.Assignment;

namespace StreamReco.Models.Experiments.Feedback;

/// <summary>The models that running experiments compare: each is in memory whole, beside the one that answers everybody else.</summary>
public static class ExperimentModels
{
    /// <summary>Models beside the active one that all running experiments may name together.</summary>
    public const int Max = 2;

    /// <summary>The versions that the arms of a definition name, each once; none where it is stopped.</summary>
    public static IReadOnlyList<string> NamedBy(ExperimentDefinition definition) => !definition.IsRunning ? []
        : [.. definition.Experiment.Arms.Select(arm => arm.Model).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>The versions that running experiments name beside the active one, by their text.</summary>
    /// <param name="running">The experiments.</param>
    /// <param name="active">The version that answers everybody else.</param>
    public static IReadOnlyList<string> NamedBy(IEnumerable<ExperimentDefinition> running, string active) =>
    [
        .. running.SelectMany(definition => NamedBy(definition)).Where(version => version != active).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The first running experiment that compares models, by id; null for none.</summary>
    public static string? First(IEnumerable<ExperimentDefinition> running) =>
        running.FirstOrDefault(definition => NamedBy(definition).Count > 0)?.Experiment.Id;

    /// <summary>Why a definition would put too many models beside the active one; null if it would not.</summary>
    /// <param name="next">The definition.</param>
    /// <param name="running">Those that run now.</param>
    /// <param name="active">The version that answers everybody else.</param>
    public static string? Fault(ExperimentDefinition next, IEnumerable<ExperimentDefinition> running, string active)
    {
        var named = NamedBy(running.Where(other => other.Experiment.Id != next.Experiment.Id).Append(next), active);
        return named.Count <= Max ? null
            : $"experiments would name {named.Count} models beside {active} ({string.Join(", ", named)}); at most {Max} are kept in memory with it. Stop an experiment, or take an arm out.";
    }
}
