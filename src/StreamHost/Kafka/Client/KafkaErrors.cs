using Confluent.Kafka;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Client;

/// <summary>Says a failure of Kafka's client in one sentence for people.</summary>
internal static class KafkaErrors
{
    /// <param name="fault">Any exception.</param>
    /// <param name="options">Where Kafka was looked for; null when unknown.</param>
    /// <returns>The sentence, or null when no error of Kafka is in it.</returns>
    public static string? Describe(Exception fault, KafkaOptions? options) => ErrorIn(fault) is { } error ? Describe(error, options) : null;

    /// <summary>
    /// Whether the consumer gets over an error by itself: it goes on fetching. What an
    /// operator must change, an offset that the log no longer holds, and what ends the client, does not pass.
    /// </summary>
    public static bool Passes(Error error) => !error.IsFatal && error.Code is not (
        ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition
        or ErrorCode.TopicException or ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed
        or ErrorCode.ClusterAuthorizationFailed or ErrorCode.SaslAuthenticationFailed or ErrorCode.Local_Authentication
        or ErrorCode.InvalidGroupId or ErrorCode.UnsupportedVersion or ErrorCode.OffsetOutOfRange
        or ErrorCode.Local_AutoOffsetReset);

    /// <summary>Whether an error of Kafka that passes is behind a failure.</summary>
    public static bool Passes(Exception fault) => ErrorIn(fault) is { } error && Passes(error);

    /// <summary>
    /// Whether an error of Kafka is behind a failure that no retry fixes: a right that is missing, or a setting that the
    /// brokers refuse.
    /// </summary>
    public static bool MustBeMended(Exception fault) => ErrorIn(fault)?.Code is
        ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed
        or ErrorCode.ClusterAuthorizationFailed or ErrorCode.TransactionalIdAuthorizationFailed
        or ErrorCode.SaslAuthenticationFailed or ErrorCode.InvalidTransactionTimeout
        or ErrorCode.UnsupportedVersion or ErrorCode.UnsupportedForMessageFormat;

    /// <summary>The outermost error of Kafka behind a failure; null where there is none.</summary>
    private static Error? ErrorIn(Exception fault)
    {
        for (Exception? at = fault; at is not null; at = at.InnerException)
        {
            if (at is KafkaException kafka)
            {
                return kafka.Error;
            }
        }

        return null;
    }

    private static string Describe(Error error, KafkaOptions? options)
    {
        var where = options is null ? "Kafka" : $"Kafka at Kafka:Bootstrap '{options.Bootstrap}' (--bootstrap)";
        return error.Code switch
        {
            ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Resolve
                or ErrorCode.Local_TimedOut or ErrorCode.Local_DestroyBroker or ErrorCode.BrokerNotAvailable or ErrorCode.Local_NoEnt =>
                    $"{where} cannot be reached: {error.Reason}.",
            ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition =>
                $"{where} does not have the topic: {error.Reason}. 'streamreco topics create' makes it.",
            _ => $"{where} refuses: {error.Reason} ({error.Code}).",
        };
    }
}
