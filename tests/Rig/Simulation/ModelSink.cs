using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;

namespace StreamReco.Rig.Simulation;

/// <summary>One owner's way to commit into a <see cref="ModelPartition"/>.</summary>
internal sealed class ModelSink(
    Network network, SimulatedNode node, int number, ModelPartition partition, PlantedBug bug) : IShardSink
{
    private long _epoch;

    public async Task<long?> OpenAsync(CancellationToken cancel)
    {
        (_epoch, var committed) = await network.SendAsync(
            node, $"opens the producer of {number}", () => Task.FromResult(partition.Open()), Unknown, cancel);
        return committed;
    }

    public async Task CommitAsync(CommitUnit unit, CancellationToken cancel)
    {
        OutboundRecord[] records = [.. unit.Records.Select(record => record.ToOwned())];
        if (bug == PlantedBug.OffsetsOutsideTransaction)
        {
            await SendAsync(records, null, cancel);
            records = [];
        }

        if (bug == PlantedBug.LinksOutsideTransaction)
        {
            await SendAsync([.. records.Where(record => record.Topic != OutboundTopic.Log)], unit.NextOffset, cancel);
            await SendAsync([.. records.Where(record => record.Topic == OutboundTopic.Log)], null, cancel);
            return;
        }

        try
        {
            await SendAsync(records, unit.NextOffset, cancel);
        }
        catch (CommitFailedException e) when (bug == PlantedBug.UnknownCommitSentAgain && !e.Fenced)
        {
            await SendAsync(records, unit.NextOffset, cancel);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static CommitFailedException Unknown() =>
        new("The result is unknown.", fenced: false, new IOException("Injected."));

    private Task<bool> SendAsync(OutboundRecord[] records, long? nextOffset, CancellationToken cancel) => network.SendAsync(
        node, $"commits {number} to {nextOffset} with {records.Length} records", () => Execute(records, nextOffset), Unknown, cancel);

    private Task<bool> Execute(OutboundRecord[] records, long? nextOffset)
    {
        try
        {
            partition.Commit(_epoch, records, nextOffset);
            return Task.FromResult(true);
        }
        catch (CommitFailedException e)
        {
            return Task.FromException<bool>(e);
        }
    }
}
