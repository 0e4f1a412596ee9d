using System.Text;
using StreamReco.StreamHost.Serving;

namespace StreamReco.StreamHost.Cluster.Control.Work;

/// <summary>
/// Writes segments of users into each partition of the clicks log. Done twice it is harmless: a shard passes over a version that it has.
/// </summary>
/// <param name="open">Opens the log.</param>
internal sealed class SegmentsWork(Func<IControlRecordWriter> open) : IRequestWork
{
    public string Lane => "segments";

    public Task RunAsync(RequestRun run, CancellationToken cancel) => PartitionSteps.WriteAsync(
        run, open, run.Argument(RequestKinds.Version), Encoding.UTF8.GetBytes(run.Argument(RequestKinds.Definition)), cancel);
}
