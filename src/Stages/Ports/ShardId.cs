namespace StreamReco.Stages.Ports;

/// <summary>Names a shard: one partition of a clicks topic as one pipeline (consumer group) sees it.</summary>
/// <param name="Pipeline">The consumer group: two groups over one topic keep two states.</param>
/// <param name="Topic">The clicks topic.</param>
/// <param name="Partition">The partition, from 0.</param>
public readonly record struct ShardId(string Pipeline, string Topic, int Partition)
{
    public override string ToString() => $"{Topic}/{Partition}";
}
