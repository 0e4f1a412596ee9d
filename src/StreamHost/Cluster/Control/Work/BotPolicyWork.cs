using System.Text;
using StreamReco.StreamHost.Serving;

namespace StreamReco.StreamHost.Cluster.Control.Work;

/// <summary>
/// Writes a bot policy into each partition of the clicks log. Done twice it is harmless: a shard passes over a policy that is in
/// force, and another one waits until this one has been written everywhere.
/// </summary>
/// <param name="open">Opens the log.</param>
internal sealed class BotPolicyWork(Func<IControlRecordWriter> open) : IRequestWork
{
    /// <summary>Policies and decisions take turns.</summary>
    public const string BotLane = "bots";

    public string Lane => BotLane;

    public Task RunAsync(RequestRun run, CancellationToken cancel) => PartitionSteps.WriteAsync(
        run, open, run.Argument(RequestKinds.Version), Encoding.UTF8.GetBytes(run.Argument(RequestKinds.Definition)), cancel);
}
