using System.IO.Hashing;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Producing;

/// <summary>
/// Where a key's records are, by the client's setting <c>partitioner</c>: what writes the clicks must go by the same.
/// librdkafka's own default is CRC-32; Java's producers take murmur2.
/// </summary>
internal static class KeyPartitioner
{
    private const string Setting = "partitioner";

    /// <returns>The partition; null where the setting names a partitioner that no key decides, or one not known here.</returns>
    public static int? PartitionOf(ReadOnlySpan<byte> key, int partitions, KafkaOptions options) =>
        options.Client.GetValueOrDefault(Setting, "consistent_random") switch
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
