namespace StreamReco.StreamHost.Node;

/// <summary>The cluster went on without this node; its partitions are elsewhere. Worth another start.</summary>
public sealed class NodeDownedException(string message) : Exception(message);
