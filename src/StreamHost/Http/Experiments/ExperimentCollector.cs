using StreamReco.StreamHost.Cluster.Experiments;
using StreamReco.StreamHost.Http.Common;

namespace StreamReco.StreamHost.Http.Experiments;

/// <summary>Asks the owners of all partitions for their experiments.</summary>
internal sealed class ExperimentCollector(NodeContext context)
{
    /// <summary>What the partitions say.</summary>
    /// <param name="experiment">The experiment whose sums are wanted; null for no sums.</param>
    /// <param name="cancel">Gives up.</param>
    /// <param name="withDays">Whether its days are wanted too.</param>
    public Task<CollectedExperiments> CollectAsync(string? experiment, CancellationToken cancel, bool withDays = false)
    {
        var queries = context.RequireNode().Queries ?? throw ProblemException.NotReady("This node has not joined its cluster yet.");
        var partitions = context.Lag!.Partitions is > 0 and var known ? known
            : throw ProblemException.NotReady("It is not known yet how many partitions there are.");
        return CollectedExperiments.CollectAsync(queries, partitions, experiment, withDays, cancel);
    }
}
