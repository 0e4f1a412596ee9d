using Confluent.Kafka;

namespace StreamReco.StreamHost.Kafka.Client;

/// <summary>Hands records to a client whose queue is bounded: a full one is waited for, with its reports served.</summary>
internal static class BoundedProduce
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(10);

    /// <param name="producer">The client.</param>
    /// <param name="target">Topic, and partition where it is not left to the key.</param>
    /// <param name="message">The record.</param>
    /// <param name="onReport">Receives what became of it; null for none.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <exception cref="KafkaException">The client does not take it.</exception>
    public static void ProduceWhenRoom<TValue>(
        this IProducer<byte[]?, TValue> producer, TopicPartition target, Message<byte[]?, TValue> message,
        Action<DeliveryReport<byte[]?, TValue>>? onReport, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                producer.Produce(target, message, onReport);
                return;
            }
            catch (ProduceException<byte[]?, TValue> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                cancel.ThrowIfCancellationRequested();
                producer.Poll(_pause);
            }
        }
    }
}
