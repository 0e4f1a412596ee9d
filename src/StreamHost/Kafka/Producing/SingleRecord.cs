using Confluent.Kafka;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Producing;

/// <summary>One record now and then, outside of every transaction.</summary>
internal static class SingleRecord
{
    /// <summary>Writes a record and waits until the broker has it.</summary>
    /// <param name="options">How Kafka is reached.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="IOException">No broker took it.</exception>
    public static void Write(KafkaOptions options, string topic, byte[] key, byte[] value)
    {
        try
        {
            using var writer = new RecordWriter(options);
            writer.Write(topic, key, value, null, null, CancellationToken.None);
            writer.Flush(TimeSpan.FromMilliseconds(options.RequestTimeoutMs));
        }
        catch (KafkaException e)
        {
            throw new IOException(e.Message, e);
        }
    }
}
