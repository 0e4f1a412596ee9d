using System.Globalization;
using StreamReco.StreamHost.Serving;

namespace StreamReco.StreamHost.Cluster.Control.Work;

/// <summary>The steps of a request that writes one control record into each partition of the clicks log.</summary>
internal static class PartitionSteps
{
    private const string Prefix = "partition ";

    /// <summary>Writes the record where a step is missing, and keeps where it stands.</summary>
    /// <param name="run">The request.</param>
    /// <param name="open">Opens the log.</param>
    /// <param name="name">Value of the record's header.</param>
    /// <param name="value">The record's value.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task WriteAsync(
        RequestRun run, Func<IControlRecordWriter> open, string name, byte[] value, CancellationToken cancel)
    {
        using var writer = open();
        foreach (var partition in await writer.BeginAsync(cancel))
        {
            await run.StepAsync(
                string.Create(CultureInfo.InvariantCulture, $"{Prefix}{partition}"),
                async () => (await writer.WriteAsync(partition, name, value, run.Request.Id, cancel)).ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Where the record stands, by partition.</summary>
    public static IReadOnlyDictionary<int, long> OffsetsOf(ControlRequest request) => new SortedDictionary<int, long>(
        request.Steps.ToDictionary(
            step => int.Parse(step.Step.AsSpan(Prefix.Length), CultureInfo.InvariantCulture),
            step => long.Parse(step.Result, CultureInfo.InvariantCulture)));
}
