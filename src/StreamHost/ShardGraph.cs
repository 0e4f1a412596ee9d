using System.Threading.Tasks.Dataflow;
using StreamReco.Stages.Records;
using StreamReco.Stages.Shards;

namespace StreamReco.StreamHost;

/// <summary>A running shard: takes micro-batches in and ends when everything before the end is committed and stored.</summary>
/// <param name="inbox">The bounded entry.</param>
/// <param name="loop">The turns of its state; null for a path without one.</param>
/// <param name="links">Its bounded links, in the order of the path.</param>
/// <param name="completion">The commit stage at work.</param>
public sealed class ShardGraph(
    ITargetBlock<RecordBatch> inbox, ShardLoop? loop, IReadOnlyList<ShardLink> links, Task completion)
{
    /// <summary>Ends with the last snapshot, or faults with what went wrong in any stage.</summary>
    public Task Completion { get; } = completion;

    /// <summary>Lets others look at the state.</summary>
    public ShardLoop Loop => loop ?? throw new InvalidOperationException("A partition that is carried over has no state.");

    /// <summary>How full the path is, link by link.</summary>
    public IReadOnlyList<ShardLink> Links { get; } = links;

    /// <summary>Offers a batch; the task ends when the inbox has taken it, with false when the shard is over.</summary>
    public Task<bool> OfferAsync(RecordBatch batch) => inbox.SendAsync(batch);

    /// <summary>No more batches: what was taken in is committed and the state stored.</summary>
    public Task DrainAsync()
    {
        inbox.Complete();
        return Completion;
    }
}

/// <summary>A bounded link of a shard's path.</summary>
/// <param name="Before">The stage that takes from it.</param>
/// <param name="Capacity">Micro-batches that fit.</param>
/// <param name="Filled">Micro-batches that wait in it now; safe from any thread.</param>
public sealed record ShardLink(string Before, int Capacity, Func<int> Filled);
