using System.Globalization;
using StreamReco.StreamHost.Serving;

namespace StreamReco.StreamHost.Cluster.Control.Work;

/// <summary>
/// Writes a version of an experiment into each partition of the clicks log. Done twice it is harmless: a shard passes over a
/// version that it has. A writer that was overtaken in a stall writes nothing more.
/// </summary>
/// <param name="open">Opens the log.</param>
internal sealed class ExperimentWork(Func<IExperimentChangeWriter> open) : IRequestWork
{
    public string Lane => "experiments";

    public async Task RunAsync(RequestRun run, CancellationToken cancel)
    {
        var (experiment, definition) = (run.Argument(RequestKinds.Experiment), run.Argument(RequestKinds.Definition));
        using var writer = open();
        foreach (var partition in await writer.BeginAsync(cancel))
        {
            await run.StepAsync(
                string.Create(CultureInfo.InvariantCulture, $"partition {partition}"),
                async () => (await writer.WriteAsync(partition, experiment, definition, run.Request.Id, cancel))
                    .ToString(CultureInfo.InvariantCulture));
        }
    }
}
