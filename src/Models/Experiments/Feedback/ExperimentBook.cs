using StreamReco.Models.Experiments.Assignment;

namespace StreamReco.Models.Experiments.Feedback;

/// <summary>
/// The experiments of a shard, as the records of the log define them: each with all its versions, because the units drawn by a
/// version are compared among themselves.
/// </summary>
public sealed class ExperimentBook
{
    /// <summary>Experiments at the same time.</summary>
    public const int Max = 8;

    private readonly SortedDictionary<string, List<ExperimentDefinition>> _versions = new(StringComparer.Ordinal);
    private ExperimentDefinition[] _running = [];

    /// <summary>The newest version of each, by id.</summary>
    public IEnumerable<ExperimentDefinition> Newest => _versions.Values.Select(versions => versions[^1]);

    /// <summary>Those that draw units now, by id.</summary>
    public IReadOnlyList<ExperimentDefinition> Running => _running;

    /// <summary>Grows with each version that is taken and each experiment that is forgotten, for who keeps what was made of the book; not stored.</summary>
    public long Changes { get; private set; }

    /// <summary>Whether none was ever defined.</summary>
    public bool IsEmpty => _versions.Count == 0;

    /// <summary>All versions of all experiments, by id, then version.</summary>
    public IEnumerable<ExperimentDefinition> All => _versions.Values.SelectMany(versions => versions);

    /// <summary>All versions of an experiment, the first one first; none if it is unknown.</summary>
    public IReadOnlyList<ExperimentDefinition> VersionsOf(string id) => _versions.GetValueOrDefault(id) ?? [];

    /// <summary>
    /// Takes a version from the log. The first one need not be version 1: a partition that was added later takes part from the
    /// next version on.
    /// </summary>
    /// <returns>Why it is not taken; null if it is. The same version again changes nothing: a request may write it twice.</returns>
    public string? Define(ExperimentDefinition definition)
    {
        var experiment = definition.Experiment;
        var versions = VersionsOf(experiment.Id);
        if (versions.Count > 0 && versions[^1].Experiment.Version >= experiment.Version)
        {
            return null;
        }

        if (Fault(versions, definition) is { } fault)
        {
            return fault;
        }

        if (!_versions.TryGetValue(experiment.Id, out var kept))
        {
            _versions.Add(experiment.Id, kept = []);
        }

        kept.Add(definition);
        _running = [.. Newest.Where(newest => newest.IsRunning)];
        Changes++;
        return null;
    }

    /// <summary>Forgets an experiment that was stopped.</summary>
    /// <returns>Whether it was there, stopped.</returns>
    public bool Remove(string id)
    {
        if (VersionsOf(id) is not [.., { IsRunning: false }])
        {
            return false;
        }

        Changes++;
        return _versions.Remove(id);
    }

    /// <summary>A list can be made by two arms, and not by two pairs of them.</summary>
    private string? FaultOfInterleaving(ExperimentDefinition definition)
    {
        var id = definition.Experiment.Id;
        return definition.Plan.Interleave != true || !definition.IsRunning ? null
            : definition.Experiment.Arms.Count != 2 ? $"{id} interleaves {definition.Experiment.Arms.Count} arms; a list is made by two."
            : definition.Experiment.Arms.Any(arm => arm.Settings?.SearchRules is not null)
                ? $"{id} interleaves searches by search_rules, and rules hold in the list of both arms; compare them in arms side by side."
            : _running.FirstOrDefault(other => other.Plan.Interleave == true && other.Plan.Surface == definition.Plan.Surface && other.Experiment.Id != id) is { } other
                ? $"{id} interleaves, and {other.Experiment.Id} does already; stop that first." : null;
    }

    private string? Fault(IReadOnlyList<ExperimentDefinition> before, ExperimentDefinition definition)
    {
        var faults = before.Count == 0 ? ExperimentCheck.Faults(definition.Experiment)
            : ExperimentCheck.Faults(
                before[^1].Experiment, definition.Experiment, before[^1].Plan.Allocation is not null && definition.Plan.Allocation is not null);
        return faults.Concat(definition.Plan.Faults())
                .Concat(definition.Plan.Allocation?.Faults(definition.Experiment.Arms.Count, definition.Plan.Metric) ?? []).FirstOrDefault()
            ?? (before.Count > 0 && before[^1].Plan.Windows != definition.Plan.Windows
                ? $"The windows of {definition.Experiment.Id} changed, so that its figures would be of two things. Make another experiment." : null)
            ?? (before.Count > 0 && before[^1].Plan.Surface != definition.Plan.Surface
                ? $"The surface of {definition.Experiment.Id} changed, so that its figures would be of two things. Make another experiment." : null)
            ?? (before.Count > 0 && (before[^1].Plan.Interleave, before[^1].Plan.Counterfactual) != (definition.Plan.Interleave, definition.Plan.Counterfactual)
                ? $"interleave or counterfactual of {definition.Experiment.Id} changed, so that its figures would be of two things. Make another experiment." : null)
            ?? FaultOfInterleaving(definition)
            ?? ((definition.Plan.Interleave == true || definition.Plan.Counterfactual is not null) && definition.Experiment.Arms.Any(arm => arm.Settings?.Explore is not null)
                ? $"An arm of {definition.Experiment.Id} explores a slot, and lists with a tried item cannot be interleaved or compared with those of other arms." : null)
            ?? (definition.Plan.Surface == Surface.Search && ExperimentModels.NamedBy(definition) is [var model, ..]
                ? $"{definition.Experiment.Id} names model {model}, and plan.surface is search; models differ in recommendations only." : null)
            ?? (before.Count == 0 && _versions.Count >= Max
                ? $"There are {Max} experiments already; remove one that is stopped." : null);
    }
}
