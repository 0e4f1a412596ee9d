namespace StreamReco.StreamHost.Kafka.Committing;

/// <summary>A shard failed in a way that another try would not fix: the node stops.</summary>
public sealed class ShardFailedException(string message, Exception inner) : Exception(message, inner);
