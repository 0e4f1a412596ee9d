using System.Runtime.InteropServices;

namespace StreamReco.StreamHost.Kafka.Client;

/// <summary>Records in batches, on a client that Confluent.Kafka made.</summary>
internal static unsafe partial class RdKafkaNative
{
    /// <summary>
    /// Lets a call wait while the client's queue is full. Without the flag of copies (2) the client takes a copy of the key
    /// only: the value must stay as it is until the record is delivered or given up.
    /// </summary>
    public const int BlockFlag = 0x4;

    /// <summary>Leaves the partition to the record's key.</summary>
    public const int AnyPartition = -1;

    /// <summary>librdkafka's version in hexadecimal, for instance 0x02100000.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_version")]
    public static partial int Version();

    /// <returns>A UTF-8 string that the client owns.</returns>
    [LibraryImport(Library, EntryPoint = "rd_kafka_name")]
    public static partial nint Name(nint client);

    /// <returns>A UTF-8 string of the library.</returns>
    [LibraryImport(Library, EntryPoint = "rd_kafka_err2str")]
    public static partial nint ErrorText(int error);

    /// <returns>A reference, given back by <see cref="QueueDestroy"/> before the client ends.</returns>
    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_get_consumer")]
    public static partial nint QueueOfConsumer(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_destroy")]
    public static partial void QueueDestroy(nint queue);

    /// <summary>Waits until <paramref name="size"/> records have come or the time is over.</summary>
    /// <returns>How many came; each is given back by <see cref="MessageDestroy"/>.</returns>
    [LibraryImport(Library, EntryPoint = "rd_kafka_consume_batch_queue")]
    public static partial nint ConsumeBatch(nint queue, int timeoutMs, RdKafkaMessage** messages, nuint size);

    [LibraryImport(Library, EntryPoint = "rd_kafka_message_destroy")]
    public static partial void MessageDestroy(RdKafkaMessage* message);

    /// <returns>Unix milliseconds, -1 for none.</returns>
    [LibraryImport(Library, EntryPoint = "rd_kafka_message_timestamp")]
    public static partial long MessageTimestamp(RdKafkaMessage* message, out int type);

    /// <returns>0 where the record has headers; they belong to it.</returns>
    [LibraryImport(Library, EntryPoint = "rd_kafka_message_headers")]
    public static partial int MessageHeaders(RdKafkaMessage* message, out nint headers);

    /// <returns>0 while there is a header of this index.</returns>
    [LibraryImport(Library, EntryPoint = "rd_kafka_header_get_all")]
    public static partial int HeaderAt(nint headers, nuint index, out nint name, out nint value, out nuint size);

    /// <returns>A topic of the client, given back by <see cref="TopicDestroy"/> before the client ends; 0 on failure.</returns>
    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint TopicOf(nint client, string name, nint conf);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_destroy")]
    public static partial void TopicDestroy(nint topic);

    /// <returns>How many were taken; of the others <see cref="RdKafkaMessage.Err"/> says why.</returns>
    [LibraryImport(Library, EntryPoint = "rd_kafka_produce_batch")]
    public static partial int ProduceBatch(nint topic, int partition, int flags, RdKafkaMessage* messages, int count);
}
