using System.IO.Hashing;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Producing;

/// <summary>
/// Where a key's records are, by the client's setting <c>partitioner</c>: what writes the clicks must go by the same.
/// librdkafka's own default is CRC-32; Java's producers take murmur2.
/// </summary>
internal static class KeyPartitioner
{
    /// <summary>The setting where the client has its own default.</summary>
    public const string Default = "consistent_random";

    /// <summary>The setting under which keys lie as Java's producers place them.</summary>
    public const string OfJava = "murmur2_random";

    private const string Setting = "partitioner";

    /// <summary>The setting's value.</summary>
    public static string Of(KafkaOptions options) => options.Client.GetValueOrDefault(Setting, Default);

    /// <summary>The setting with its value, for messages.</summary>
    public static string Describe(KafkaOptions options) => $"Kafka:Client:{Setting}={Of(options)}";

    /// <returns>The partition; null where the setting names a partitioner that no key decides, or one not known here.</returns>
    public static int? PartitionOf(ReadOnlySpan<byte> key, int partitions, KafkaOptions options) =>
        PartitionOf(key, partitions, Of(options));

    /// <inheritdoc cref="PartitionOf(ReadOnlySpan{byte}, int, KafkaOptions)"/>
    public static int? PartitionOf(ReadOnlySpan<byte> key, int partitions, string partitioner) =>
        partitioner switch
        {
            "consistent" or "consistent_random" => (int)(Crc32.HashToUInt32(key) % (uint)partitions),
            "murmur2" or "murmur2_random" => (int)((Murmur2(key) & 0x7fffffff) % (uint)partitions),
            _ => null,
        };

    /// <summary>MurmurHash2 (Appleby 2008), 32 bits, with the seed of Kafka's Java client.</summary>
    internal static uint Murmur2(ReadOnlySpan<byte> data)
    {
        const uint Mix = 0x5bd1e995;
        var hash = 0x9747b28c ^ (uint)data.Length;
        while (data.Length >= 4)
        {
            var k = System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(data) * Mix;
            k = (k ^ (k >> 24)) * Mix;
            hash = (hash * Mix) ^ k;
            data = data[4..];
        }

        for (var i = data.Length - 1; i >= 0; i--)
        {
            hash ^= (uint)data[i] << (8 * i);
        }

        hash = data.IsEmpty ? hash : hash * Mix;
        hash = (hash ^ (hash >> 13)) * Mix;
        return hash ^ (hash >> 15);
    }
}
