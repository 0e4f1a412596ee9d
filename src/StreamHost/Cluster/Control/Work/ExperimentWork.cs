using System.Text;
using StreamReco.StreamHost.Serving;

namespace StreamReco.StreamHost.Cluster.Control.Work;

/// <summary>
/// Writes a version of an experiment into each partition of the clicks log. Done twice it is harmless: a shard passes over a
/// version that it has. A writer that was overtaken in a stall writes nothing more.
/// </summary>
/// <param name="open">Opens the log.</param>
internal sealed class ExperimentWork(Func<IControlRecordWriter> open) : IRequestWork
{
    public string Lane => "experiments";

    public Task RunAsync(RequestRun run, CancellationToken cancel) => PartitionSteps.WriteAsync(
        run, open, run.Argument(RequestKinds.Experiment), Encoding.UTF8.GetBytes(run.Argument(RequestKinds.Definition)), cancel);
}
