using StreamReco.Models.Experiments.Feedback;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Serving;

namespace StreamReco.Stages.Shards;

/// <summary>
/// The models that arms of a shard's running experiments answer by, beside the one that answers everybody else. Which they are follows
/// from the log: they come with the record that starts an experiment and go with the one that stops it.
/// </summary>
/// <param name="recentMax">Items of a user's history.</param>
internal sealed class ArmModels(int recentMax)
{
    private readonly SortedDictionary<string, ShardModel> _open = new(StringComparer.Ordinal);
    private IReadOnlyList<ShardModel> _all = [];

    /// <summary>All of them, by version; a list that never changes.</summary>
    public IReadOnlyList<ShardModel> All => _all;

    /// <summary>The model of a version, or the active one where no version is named or an arm names just that.</summary>
    public ShardModel Of(string? version, ShardModel active) =>
        version is not null && _open.TryGetValue(version, out var found) ? found : active;

    /// <summary>Why a definition cannot be answered by here; null if it can.</summary>
    /// <param name="next">The definition.</param>
    /// <param name="running">The experiments that run now.</param>
    /// <param name="found">What came of looking for its models.</param>
    /// <param name="active">The version that answers everybody else.</param>
    public string? FaultOf(
        ExperimentDefinition next, IEnumerable<ExperimentDefinition> running, IReadOnlyDictionary<string, FoundModel> found, string active)
    {
        foreach (var version in ExperimentModels.NamedBy(next))
        {
            if (version != active && !_open.ContainsKey(version) && found.GetValueOrDefault(version)?.Model is null)
            {
                return $"an arm names model {version}: {found.GetValueOrDefault(version)?.Problem ?? "it was not looked for"}";
            }
        }

        return ExperimentModels.Fault(next, running, active);
    }

    /// <summary>Adds what the running experiments name and is not there, and lets go what none of them names any more.</summary>
    /// <param name="running">The experiments.</param>
    /// <param name="modelOf">The model of a version; null where it is not at hand: its arm is answered by the active one.</param>
    /// <param name="active">The version that answers everybody else.</param>
    /// <returns>The models that came and those that went, each by version.</returns>
    public (IReadOnlyList<ShardModel> Came, IReadOnlyList<ShardModel> Went) Follow(
        IEnumerable<ExperimentDefinition> running, Func<string, LoadedModel?> modelOf, string active)
    {
        var named = ExperimentModels.NamedBy(running, active);
        ShardModel[] went = [.. _open.Where(model => !named.Contains(model.Key)).Select(model => model.Value)];
        var came = new List<ShardModel>();
        foreach (var version in named)
        {
            if (!_open.ContainsKey(version) && modelOf(version) is { } loaded)
            {
                came.Add(new ShardModel(loaded, recentMax));
                _open.Add(version, came[^1]);
            }
        }

        foreach (var model in went)
        {
            _open.Remove(model.Served.Version);
        }

        _all = came.Count + went.Length == 0 ? _all : [.. _open.Values];
        return (came, went);
    }
}
