using System.Text;
using StreamReco.StreamHost.Serving;

namespace StreamReco.StreamHost.Cluster.Control.Work;

/// <summary>
/// Writes a definition (a policy, segments of users) into each partition of the clicks log. Done twice it is harmless: a shard passes
/// over a version that it has, and another one waits until this one has been written everywhere.
/// </summary>
/// <param name="lane">Requests of one lane take turns.</param>
/// <param name="open">Opens the log.</param>
internal sealed class DefinitionWork(string lane, Func<IControlRecordWriter> open) : IRequestWork
{
    public string Lane => lane;

    public Task RunAsync(RequestRun run, CancellationToken cancel) => PartitionSteps.WriteAsync(
        run, open, run.Argument(RequestKinds.Version), Encoding.UTF8.GetBytes(run.Argument(RequestKinds.Definition)), cancel);
}
