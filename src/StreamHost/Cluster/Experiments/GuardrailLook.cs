using System.Text.Json;
using StreamReco.Models.Experiments.Feedback;

namespace StreamReco.StreamHost.Cluster.Experiments;

/// <summary>Looks at all running experiments with guardrails, and says which of them are to stop.</summary>
/// <param name="collect">What all partitions say; with the sums of an experiment where it is named.</param>
internal sealed class GuardrailLook(Func<string?, CancellationToken, Task<CollectedExperiments>> collect)
{
    /// <summary>The versions by which experiments stop that harm; their reason is in <see cref="ExperimentDefinition.StoppedBecause"/>.</summary>
    /// <remarks>
    /// Nothing stops while a partition does not answer: the next version could be one that it has already. The next look is soon.
    /// </remarks>
    public async Task<IReadOnlyList<ExperimentDefinition>> TakeAsync(CancellationToken cancel)
    {
        var all = await collect(null, cancel);
        var stops = new List<ExperimentDefinition>();
        foreach (var id in all.Ids.Where(id => all.Missing.Count == 0 && MayStop(all.NewestOf(id)!)))
        {
            if (await StopOfAsync(id, cancel) is { } stop)
            {
                stops.Add(stop);
            }
        }

        return stops;
    }

    /// <summary>A metric in a sentence, for instance <c>revenue per list</c>.</summary>
    public static string NameOf(ExperimentMetric metric) => JsonNamingPolicy.SnakeCaseLower.ConvertName(metric.ToString()).Replace('_', ' ');

    private async Task<ExperimentDefinition?> StopOfAsync(string id, CancellationToken cancel)
    {
        var all = await collect(id, cancel);
        if (all.Missing.Count > 0 || all.VersionsOf(id) is not [.., var newest] versions || !MayStop(newest))
        {
            return null;
        }

        var harmed = GuardrailCheck.Of(versions, all.Tallies()).Where(one => one.State == GuardrailState.Harmed)
            .Select(one => one.Says(NameOf(one.Guardrail.Metric))).ToArray();
        return harmed.Length == 0 ? null : ExperimentStop.Of(newest, string.Join(' ', harmed));
    }

    private static bool MayStop(ExperimentDefinition newest) =>
        newest is { IsRunning: true, Plan: { Guardrails.Count: > 0, Rollback: not false } };
}
