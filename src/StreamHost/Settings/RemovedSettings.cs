using System.Collections.Frozen;

namespace StreamReco.StreamHost.Settings;

/// <summary>Settings of earlier versions, each with what came instead: who upgrades is not left to guess.</summary>
internal static class RemovedSettings
{
    private static readonly FrozenDictionary<string, string> _instead = new Dictionary<string, string>
    {
        ["Kafka:InstanceId"] =
            "nodes are no members of a Kafka group any more; a node that restarts gets partitions within a second. Remove it.",
        ["Kafka:GroupProtocol"] =
            "nodes are no members of a Kafka group any more; the cluster (Cluster:*) places the partitions. Remove it.",
        ["Kafka:SessionTimeoutMs"] =
            "a node that is silent is found by the cluster: Cluster:PauseMs and Cluster:StableAfterMs say how soon. Remove it.",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>What to say of a key that was a setting once; null when it never was.</summary>
    /// <param name="key">The key.</param>
    /// <param name="place">Where it stands.</param>
    public static string? Explain(string key, string place) =>
        _instead.TryGetValue(key, out var instead) ? $"{key} ({place}) is no setting any more: {instead}" : null;
}
