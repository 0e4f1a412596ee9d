using Confluent.Kafka;
using StreamReco.Models.Decoding;
using StreamReco.StreamHost.Kafka.Client;

namespace StreamReco.StreamHost.Kafka.Committing;

/// <summary>Tells refusals of a record for what it is from other failures.</summary>
internal static class Refusal
{
    /// <summary>Whether a failure may be that of some records of a commit.</summary>
    public static bool MayBe(Exception fault)
    {
        for (Exception? at = fault; at is not null; at = at.InnerException)
        {
            if (at is RecordTooLargeException
                || (at is KafkaException kafka
                    && (IsRefusal(kafka.Error) || kafka.Error.Code == ErrorCode.Local_InvalidDifferentRecord)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the broker refuses a record that it was given alone.</summary>
    public static bool IsRefusal(Error error) =>
        error.Code is ErrorCode.InvalidTimestamp or ErrorCode.MsgSizeTooLarge or ErrorCode.InvalidRecord;

    public static FailureType TypeOf(Error error) =>
        error.Code == ErrorCode.MsgSizeTooLarge ? FailureType.Oversized : FailureType.Invalid;

    /// <summary>A refusal in one sentence.</summary>
    public static string Describe(Error error, string topic, long timestampMs) => error.Code switch
    {
        ErrorCode.MsgSizeTooLarge => $"topic '{topic}' refuses it: {error.Reason}; compare {TopicLimits.Setting}",
        ErrorCode.InvalidTimestamp => $"topic '{topic}' refuses Kafka's timestamp {timestampMs}: {error.Reason}; compare "
            + "message.timestamp.before.max.ms and message.timestamp.after.max.ms",
        _ => $"topic '{topic}' refuses it: {error.Reason}",
    };
}
