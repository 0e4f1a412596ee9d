namespace StreamReco.StreamHost.Kafka.Spans;

/// <summary>A span of one partition.</summary>
/// <param name="Partition">The partition, from 0.</param>
/// <param name="From">Its first offset.</param>
/// <param name="To">The offset after its last one.</param>
internal sealed record PartitionSpan(int Partition, long From, long To)
{
    /// <summary>Offsets of the span; transaction markers are among them.</summary>
    public long Length() => To - From;
}
