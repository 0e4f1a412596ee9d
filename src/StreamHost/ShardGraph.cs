using System.Threading.Tasks.Dataflow;
using StreamReco.Stages.Records;

namespace StreamReco.StreamHost;

/// <summary>A running shard: takes micro-batches in and ends when everything before the end is committed and stored.</summary>
/// <param name="inbox">The bounded entry.</param>
/// <param name="completion">The commit stage at work.</param>
public sealed class ShardGraph(ITargetBlock<RecordBatch> inbox, Task completion)
{
    /// <summary>Ends with the last snapshot, or faults with what went wrong in any stage.</summary>
    public Task Completion { get; } = completion;

    /// <summary>Offers a batch; the task ends when the inbox has taken it, with false when the shard is over.</summary>
    public Task<bool> OfferAsync(RecordBatch batch) => inbox.SendAsync(batch);

    /// <summary>No more batches: what was taken in is committed and the state stored.</summary>
    public Task DrainAsync()
    {
        inbox.Complete();
        return Completion;
    }
}
