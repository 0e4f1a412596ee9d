using System.Globalization;
using StreamReco.StreamHost.Serving;

namespace StreamReco.StreamHost.Cluster.Control.Work;

/// <summary>
/// Writes a change of model into each partition of the clicks log. Done twice it is harmless: a shard that answers with
/// the version already passes over the second record, and another change waits until this one has ended. A writer that was
/// overtaken in a stall writes nothing more: a record that came after a later change would take that back.
/// </summary>
/// <param name="open">Opens the log.</param>
internal sealed class ModelChangeWork(Func<IModelChangeWriter> open) : IRequestWork
{
    private const string StepPrefix = "partition ";

    public string Lane => "models";

    public async Task RunAsync(RequestRun run, CancellationToken cancel)
    {
        var version = run.Argument(RequestKinds.Version);
        using var writer = open();
        foreach (var partition in await writer.BeginAsync(cancel))
        {
            await run.StepAsync(
                StepOf(partition),
                async () => (await writer.WriteAsync(partition, version, run.Request.Id, cancel)).ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>The step that writes into a partition.</summary>
    public static string StepOf(int partition) => string.Create(CultureInfo.InvariantCulture, $"{StepPrefix}{partition}");

    /// <summary>Where the change stands, by partition.</summary>
    public static IReadOnlyDictionary<int, long> OffsetsOf(ControlRequest request) => new SortedDictionary<int, long>(
        request.Steps.ToDictionary(
            step => int.Parse(step.Step.AsSpan(StepPrefix.Length), CultureInfo.InvariantCulture),
            step => long.Parse(step.Result, CultureInfo.InvariantCulture)));
}
