using StreamReco.StreamHost.Cluster.Views;

namespace StreamReco.StreamHost.Cluster.Control.Work;

/// <summary>Drains a node or calls it back: the set of drained nodes has it or not, however often it is asked.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="isDrain">Whether it drains; else it calls back.</param>
internal sealed class DrainWork(IClusterControl cluster, bool isDrain) : IRequestWork
{
    public string Lane => "nodes";

    public async Task RunAsync(RequestRun run, CancellationToken cancel)
    {
        var address = run.Argument(RequestKinds.Address);
        await run.StepAsync(isDrain ? "drained" : "resumed", async () =>
        {
            try
            {
                var all = await (isDrain ? cluster.DrainAsync(address, cancel) : cluster.ResumeAsync(address, cancel));
                return all ? "all nodes have confirmed" : "some nodes hear of it within seconds";
            }
            catch (ClusterMemberException e)
            {
                throw new RequestRefusedException(e.Message.TrimEnd('.'));
            }
        });
    }
}
