using Confluent.Kafka;
using StreamReco.Stages.Ports;

namespace StreamReco.StreamHost.Kafka;

/// <summary>
/// Tells failures of a shard apart: what passes is tried again from the committed offset, after a wait that doubles;
/// what cannot pass, or a bug, stops the node.
/// </summary>
internal static class ShardFailure
{
    private const int CommitAttemptsMax = 8;
    private const double LongestWaitSeconds = 10;

    /// <summary>How long to wait before the shard is opened again, or null when the node must stop.</summary>
    public static TimeSpan? WaitBeforeRetry(Exception cause, int failures) => cause switch
    {
        StoreUnavailableException => Wait(failures),
        KafkaException e when !e.Error.IsFatal => Wait(failures),
        CommitFailedException or StaleOwnerException when failures < CommitAttemptsMax => Wait(failures),
        OperationCanceledException => Wait(failures),
        _ => null,
    };

    private static TimeSpan Wait(int failures) =>
        TimeSpan.FromSeconds(Math.Min(LongestWaitSeconds, 0.2 * Math.Pow(2, Math.Min(failures, 10))));
}
