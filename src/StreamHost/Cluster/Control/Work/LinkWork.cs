using System.Text;
using System.Text.Json;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Serving;

namespace StreamReco.StreamHost.Cluster.Control.Work;

/// <summary>
/// Writes a link of two ids, or the end of one, into the partition of the clicks log that the anonymous id's clicks are in. Done twice
/// it changes nothing. Who they are stands beside the journal.
/// </summary>
/// <param name="options">Says how keys are spread.</param>
/// <param name="open">Opens the log.</param>
internal sealed class LinkWork(KafkaOptions options, Func<IControlRecordWriter> open) : IRequestWork
{
    /// <summary>Policies and links take turns.</summary>
    public const string IdentityLane = "identities";

    private const string Step = "written";

    public string Lane => IdentityLane;

    public async Task RunAsync(RequestRun run, CancellationToken cancel)
    {
        var wanted = JsonSerializer.Deserialize<WantedLink>(run.RequireSecret()) ?? throw new RequestRefusedException("the request names no ids");
        using var writer = open();
        var partitions = await writer.BeginAsync(cancel);
        var home = wanted.UserKey is null ? -1 : PartitionOf(wanted.UserKey, partitions.Count);
        var link = new LinkRecord(wanted.Step, wanted.Anonymous, wanted.User, home, IsByOperator: true);
        await run.StepAsync(Step, async () =>
        {
            var partition = PartitionOf(wanted.AnonymousKey, partitions.Count);
            var offset = await writer.WriteAsync(partition, LinkRecord.NameOf(wanted.Step), link.ToBytes(), run.Request.Id, cancel);
            return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"partition {partition}, offset {offset}");
        });
    }

    private int PartitionOf(string key, int partitions) => KeyPartitioner.PartitionOf(Encoding.UTF8.GetBytes(key), partitions, options)
        ?? throw new RequestRefusedException(
            $"{KeyPartitioner.Describe(options)} does not tell in which partition an id's clicks are; links are made by events alone");
}

/// <summary>The link that is wanted.</summary>
/// <param name="Step">Link or unlink.</param>
/// <param name="AnonymousKey">The anonymous id, as the clicks are keyed by it.</param>
/// <param name="Anonymous">The same, as the state knows it.</param>
/// <param name="UserKey">The user, as the clicks are keyed; null where an id is unlinked.</param>
/// <param name="User">The same, as the state knows it; empty for none.</param>
internal sealed record WantedLink(LinkStep Step, string AnonymousKey, string Anonymous, string? UserKey, string User);
