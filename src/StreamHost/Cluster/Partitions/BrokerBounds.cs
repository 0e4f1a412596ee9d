namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>What the brokers ask of a shard.</summary>
/// <param name="OffsetRefresh">Silence after which its committed offset is committed again; zero for never.</param>
/// <param name="RejectedBytesMax">What a record of the rejected topic may take, bytes; null where they do not say.</param>
internal sealed record BrokerBounds(TimeSpan OffsetRefresh, int? RejectedBytesMax)
{
    /// <summary>Everything of a rejected record but its payload, where its key is no longer than that of a click.</summary>
    private const int RejectedFrameBytes = 4_096;

    /// <summary>Payload bytes of one rejected record; larger payloads are split. They are written as base64.</summary>
    /// <param name="wanted">What the settings say.</param>
    public int RejectedPayloadBytes(int wanted) => RejectedBytesMax is { } bytes
        ? Math.Min(wanted, Math.Max(bytes - RejectedFrameBytes, bytes / 4) / 4 * 3) : wanted;
}
