using System.Text;
using StreamReco.StreamHost.Serving;

namespace StreamReco.StreamHost.Cluster.Control.Work;

/// <summary>
/// Writes what an operator decided of a user into each partition of the clicks log, because only the log knows where the user's
/// clicks went. Done twice it changes nothing: the second word says the same. Who it is stands beside the journal.
/// </summary>
/// <param name="open">Opens the log.</param>
internal sealed class BotDecisionWork(Func<IControlRecordWriter> open) : IRequestWork
{
    /// <summary>Policies and decisions take turns.</summary>
    public const string BotLane = "bots";

    public string Lane => BotLane;

    public Task RunAsync(RequestRun run, CancellationToken cancel) => PartitionSteps.WriteAsync(
        run, open, run.Argument(RequestKinds.Decision), Encoding.UTF8.GetBytes(run.RequireSecret()), cancel);
}
