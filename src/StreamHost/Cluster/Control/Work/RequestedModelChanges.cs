using StreamReco.StreamHost.Serving;

namespace StreamReco.StreamHost.Cluster.Control.Work;

/// <summary>Changes of model as requests of the control plane: a node that dies leaves none in half of the log.</summary>
internal sealed class RequestedModelChanges(ControlPlaneClient control) : IModelChangeLog
{
    public async Task<IReadOnlyDictionary<int, long>> WriteAsync(
        string version, string by, bool isRollback, CancellationToken cancel) => PartitionSteps.OffsetsOf(await control.CompleteAsync(
            isRollback ? RequestKinds.RollBackModel : RequestKinds.ActivateModel,
            new Dictionary<string, string> { [RequestKinds.Version] = version }, by, null, cancel));
}
