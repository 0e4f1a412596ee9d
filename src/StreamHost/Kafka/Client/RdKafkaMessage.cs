using System.Runtime.InteropServices;

namespace StreamReco.StreamHost.Kafka.Client;

/// <summary>librdkafka's <c>rd_kafka_message_t</c> as <c>rdkafka.h</c> has it since 0.9; 64-bit processes only.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RdKafkaMessage
{
    /// <summary>0 for a record; else what came in its place, or why it was not taken.</summary>
    public int Err;

    public nint Topic;

    public int Partition;

    public nint Payload;

    public nuint Length;

    public nint Key;

    public nuint KeyLength;

    public long Offset;

    public nint Opaque;
}
