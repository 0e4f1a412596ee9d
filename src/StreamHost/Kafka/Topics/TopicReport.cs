namespace StreamReco.StreamHost.Kafka.Topics;

/// <summary>What became of one topic.</summary>
/// <param name="Topic">Its name.</param>
/// <param name="Partitions">Partitions that it has now.</param>
/// <param name="Created">False: it was there before and was left as it is.</param>
/// <param name="Warnings">Where a topic that was there differs from what was asked for; a sentence each.</param>
public sealed record TopicReport(string Topic, int Partitions, bool Created, IReadOnlyList<string> Warnings);
