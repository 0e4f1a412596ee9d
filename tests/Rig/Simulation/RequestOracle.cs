using StreamReco.StreamHost.Cluster.Control;

namespace StreamReco.Rig.Simulation;

/// <summary>
/// Judges the requests from the log: each took effect once in each partition, and changes of model in the same order
/// everywhere. A change that stands twice without another one between has one effect: the fold passes over the second.
/// </summary>
/// <remarks>
/// An erasure may end as failed, which its caller is told: a control plane that was stopped while it wrote the request down
/// finds that a newer one has deleted what the request is about. Then it must have had no effect.
/// </remarks>
internal static class RequestOracle
{
    /// <exception cref="Violation">A promise was broken.</exception>
    public static void Check(SimulatedWorld world, IReadOnlyList<SubmitRequest> asked)
    {
        var events = world.Control.Journal.Events;
        foreach (var request in asked)
        {
            var made = events.Count(change => change is RequestMade && change.Id == request.Id);
            var ended = events.Count(change => change is RequestCompleted or RequestFailed && change.Id == request.Id);
            if (made != 1 || ended != 1)
            {
                throw new Violation($"Request {request.Id} was made {made} times and ended {ended} times.");
            }
        }

        List<string> failed = [.. events.OfType<RequestFailed>().Select(change => change.Id)];
        var changes = DueOf(events, RequestKinds.ActivateModel, []);
        var erasures = DueOf(events, RequestKinds.EraseUser, failed).Order(StringComparer.Ordinal).ToList();
        for (var partition = 0; partition < world.Partitions.Count; partition++)
        {
            var records = world.Partitions[partition].Source.Made.Where(record => record.Request is not null).ToLookup(record => record.IsErasure);
            Compare(partition, "changes of model", Effects(records[false]), changes);
            Compare(partition, "erasures", [.. records[true].Select(record => record.Request!).Order(StringComparer.Ordinal)], erasures);
        }
    }

    private static List<string> DueOf(IEnumerable<IControlEvent> events, string kind, IReadOnlyCollection<string> failed) =>
        [.. events.OfType<RequestMade>().Where(made => made.Kind == kind).Select(made => made.Id).Except(failed)];

    /// <summary>The requests as they take effect: of records of one request without another's between, the first.</summary>
    private static List<string> Effects(IEnumerable<MadeRecord> changes)
    {
        var effects = new List<string>();
        foreach (var change in changes)
        {
            if (effects.Count == 0 || effects[^1] != change.Request)
            {
                effects.Add(change.Request!);
            }
        }

        return effects;
    }

    private static void Compare(int partition, string what, List<string> actual, List<string> expected)
    {
        if (!actual.SequenceEqual(expected))
        {
            throw new Violation(
                $"Partition {partition}: {what} take effect as [{string.Join(", ", actual)}], asked for as [{string.Join(", ", expected)}].");
        }
    }
}
