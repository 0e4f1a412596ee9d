using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;

namespace StreamReco.StreamHost.Kafka.Committing;

/// <summary>Finds out which records of a commit the brokers refuse.</summary>
internal interface IRefusals
{
    /// <summary>
    /// Tries each record on its own, in transactions that are aborted. The next commit goes on with a new producer.
    /// </summary>
    /// <returns>Those that are refused for what they are; empty where the commit failed for another reason.</returns>
    /// <exception cref="CommitFailedException">The brokers did not answer, or another owner has the shard.</exception>
    Task<IReadOnlyList<RefusedRecord>> FindAsync(IReadOnlyList<OutboundRecord> records, CancellationToken cancel);
}
