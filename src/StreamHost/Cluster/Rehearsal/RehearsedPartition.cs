using StreamReco.Models.Items;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Shards;
using StreamReco.Stages.Streams;
using StreamReco.StreamHost.Cluster.Partitions;

namespace StreamReco.StreamHost.Cluster.Rehearsal;

/// <summary>The partition of a rehearsal: its clicks are invented, its answers go nowhere.</summary>
/// <param name="opener">Opens it over a database of its own.</param>
/// <param name="items">The model's items.</param>
/// <param name="recordsMax">Records of a micro-batch.</param>
/// <param name="time">The clock.</param>
internal sealed class RehearsedPartition(ShardOpener opener, ItemSpace items, int recordsMax, TimeProvider time) : IPartitionRole
{
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ShardQueries? _queries;

    public PartitionBoard Board { get; } = new();

    public TimeSpan DrainMax => TimeSpan.FromSeconds(10);

    public TimeSpan CheckEvery => TimeSpan.FromSeconds(1);

    public string TopicId => "";

    public async Task<OpenPartition> OpenAsync(int partition, HeldLease held, ShardTurns turns, CancellationToken stop)
    {
        var shard = new ShardId("rehearsal", "rehearsal", partition);
        var log = new ShardLog(() => new LogReach(0, RehearsalReader.Clicks), 0, from => new PartitionSource(
            () => new RehearsalReader(items, time.GetUtcNow().ToUnixTimeMilliseconds()), "rehearsal", from, recordsMax, time));
        var open = await opener.OpenAsync(
            shard, held, new RehearsalSink(RehearsalReader.Clicks, () => _all.TrySetResult()), log, turns, new BrokerBounds(TimeSpan.Zero, null), stop);
        _queries = open.Queries;
        return open;
    }

    /// <summary>Waits until the clicks are folded, answered and committed, then asks for one user as the API does.</summary>
    public async Task PlayAsync(CancellationToken cancel)
    {
        await Task.WhenAny(_all.Task, Board.Failure).WaitAsync(cancel);
        if (Board.Failure.IsCompleted)
        {
            throw await Board.Failure;
        }

        await _queries!.AnswerAsync(new RecommendQuery(0, RehearsalReader.UserId(0), 1), cancel);
    }
}
