using System.Runtime.InteropServices;

namespace StreamReco.StreamHost.Kafka.Client;

/// <summary>Events of a client that Confluent.Kafka made: what else it would call back for.</summary>
internal static partial class RdKafkaNative
{
    /// <summary>The type of an event of delivered or lost records.</summary>
    public const int DeliveryEvent = 0x1;

    /// <summary>The type of an event of an error that the client deals with, or of its last one.</summary>
    public const int ErrorEvent = 0x8;

    /// <returns>A reference, given back by <see cref="QueueDestroy"/> before the client ends.</returns>
    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_get_main")]
    public static partial nint QueueOfMain(nint client);

    /// <returns>An event, given back by <see cref="EventDestroy"/>; 0 where none came in time.</returns>
    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_poll")]
    public static partial nint QueuePoll(nint queue, int timeoutMs);

    /// <summary>Ends the call of <see cref="QueuePoll"/> that waits.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_yield")]
    public static partial void QueueYield(nint queue);

    [LibraryImport(Library, EntryPoint = "rd_kafka_event_type")]
    public static partial int EventType(nint found);

    /// <returns>The error's code, 0 for none.</returns>
    [LibraryImport(Library, EntryPoint = "rd_kafka_event_error")]
    public static partial int EventError(nint found);

    /// <returns>A UTF-8 string of the event.</returns>
    [LibraryImport(Library, EntryPoint = "rd_kafka_event_error_string")]
    public static partial nint EventErrorText(nint found);

    /// <returns>Not 0 where the client is of no more use.</returns>
    [LibraryImport(Library, EntryPoint = "rd_kafka_event_error_is_fatal")]
    public static partial int EventErrorIsFatal(nint found);

    [LibraryImport(Library, EntryPoint = "rd_kafka_event_destroy")]
    public static partial void EventDestroy(nint found);
}
