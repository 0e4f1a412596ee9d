using StreamReco.StreamHost.Serving;

namespace StreamReco.StreamHost.Cluster.Control.Work;

/// <summary>
/// Writes a change of model into each partition of the clicks log. Done twice it is harmless: a shard that answers with
/// the version already passes over the second record, and another change waits until this one has ended. A writer that was
/// overtaken in a stall writes nothing more: a record that came after a later change would take that back.
/// </summary>
/// <param name="open">Opens the log.</param>
internal sealed class ModelChangeWork(Func<IControlRecordWriter> open) : IRequestWork
{
    public string Lane => "models";

    public Task RunAsync(RequestRun run, CancellationToken cancel) =>
        PartitionSteps.WriteAsync(run, open, run.Argument(RequestKinds.Version), "{}"u8.ToArray(), cancel);
}
