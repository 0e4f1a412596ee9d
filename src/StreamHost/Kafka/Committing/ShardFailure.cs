using System.Numerics;
using Confluent.Kafka;
using StreamReco.Models.Framing;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Kafka.Client;

namespace StreamReco.StreamHost.Kafka.Committing;

/// <summary>
/// Tells failures of a shard apart. What passes is tried again from the committed offset, with a producer made anew,
/// after a wait that doubles; what should pass but comes again and again stops the node after a bound; what an operator
/// must fix, or a bug, stops it at once.
/// </summary>
internal static class ShardFailure
{
    private const int AttemptsMax = 8;
    private const double LongestWaitSeconds = 10;

    /// <summary>How long to wait before the shard is opened again, or null when the node must stop.</summary>
    public static TimeSpan? WaitBeforeRetry(Exception cause, int failures) => cause switch
    {
        StoreUnavailableException or SchemaRegistryException => Wait(failures),
        _ when KafkaErrors.MustBeMended(cause) => null,
        KafkaException e when !e.Error.IsFatal => Wait(failures),
        KafkaException or CommitFailedException or StaleOwnerException when failures < AttemptsMax => Wait(failures),
        OperationCanceledException => Wait(failures),
        _ => null,
    };

    /// <summary>
    /// Whether another owner has the shard: the broker has fenced the producer, or the lease in SQL is a later one. A stalled
    /// owner may see a mere time-out instead; then the lease refuses it when it opens the shard anew.
    /// </summary>
    public static bool IsSuperseded(Exception cause) => cause is StaleOwnerException or CommitFailedException { Fenced: true };

    /// <summary>Classes of failures that are tried again, for counts of them.</summary>
    public static IReadOnlyList<string> Causes { get; } = ["broker", "commit", "database", "superseded", "schemas", "abandoned"];

    /// <summary>The class of a failure that is tried again: one of <see cref="Causes"/>.</summary>
    public static string CauseOf(Exception cause) => cause switch
    {
        _ when IsSuperseded(cause) => "superseded",
        StoreUnavailableException => "database",
        CommitFailedException => "commit",
        KafkaException => "broker",
        SchemaRegistryException => "schemas",
        _ => "abandoned",
    };

    /// <summary>Whether a failure is logged: the first, the second, the fourth, ... of a row, so that an hour is ten lines.</summary>
    /// <param name="failures">Failures since the last commit, before this one.</param>
    public static bool IsLogged(int failures) => BitOperations.IsPow2(failures + 1);

    private static TimeSpan Wait(int failures) =>
        TimeSpan.FromSeconds(Math.Min(LongestWaitSeconds, 0.2 * Math.Pow(2, Math.Min(failures, 10))));
}
