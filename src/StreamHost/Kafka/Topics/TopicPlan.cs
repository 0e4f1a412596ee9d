namespace StreamReco.StreamHost.Kafka.Topics;

/// <summary>How new topics are to be.</summary>
/// <param name="Partitions">Partitions of each topic; those of the clicks topic are the shards.</param>
/// <param name="Replication">Replicas of each partition; -1 takes the broker's default.</param>
/// <param name="ClicksRetention">How long clicks are kept; null takes the broker's default.</param>
public sealed record TopicPlan(
    int Partitions, short Replication = TopicPlan.BrokerDefault, TimeSpan? ClicksRetention = null)
{
    public const short BrokerDefault = -1;
}
