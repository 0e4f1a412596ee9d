using Confluent.Kafka;

namespace StreamReco.StreamHost.Kafka.Client;

/// <summary>The time that a record is sent with.</summary>
internal static class RecordTime
{
    /// <summary>
    /// A create time, at the earliest the first millisecond of 1970: the client takes a 0 for no time and sends the time of sending
    /// instead, which would make a record new that is carried from topic to topic.
    /// </summary>
    /// <param name="ms">Unix milliseconds.</param>
    public static Timestamp Of(long ms) => new(Math.Max(1, ms), TimestampType.CreateTime);
}
