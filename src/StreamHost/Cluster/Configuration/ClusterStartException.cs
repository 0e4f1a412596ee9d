namespace StreamReco.StreamHost.Cluster.Configuration;

/// <summary>The node cannot become a member of its cluster. The message names the setting and its value, or what to do.</summary>
internal sealed class ClusterStartException(string message, Exception? inner = null) : Exception(message, inner);
