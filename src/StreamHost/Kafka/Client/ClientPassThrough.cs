using System.Collections.Frozen;
using Confluent.Kafka;

namespace StreamReco.StreamHost.Kafka.Client;

/// <summary>
/// Judges the settings of <c>Kafka:Client</c> before a client sees them, so that a mistake is reported with the setting's
/// name. Values are shown only of settings that cannot hold a secret.
/// </summary>
internal static class ClientPassThrough
{
    private const string NoMember = "has no effect: nodes are no members of a Kafka group, Cluster:* says how they find each other";

    private const string Fixed = "is not to be changed: exactly-once delivery rests on it";

    private static readonly FrozenDictionary<string, string> _owned = new Dictionary<string, string>
    {
        ["bootstrap.servers"] = "is set by Kafka:Bootstrap",
        ["metadata.broker.list"] = "is set by Kafka:Bootstrap",
        ["group.id"] = "is set by Kafka:Group",
        ["group.instance.id"] = NoMember,
        ["session.timeout.ms"] = NoMember,
        ["transaction.timeout.ms"] = "is set by Kafka:TransactionTimeoutMs",
        ["transactional.id"] = Fixed,
        ["enable.idempotence"] = Fixed,
        ["acks"] = Fixed,
        ["request.required.acks"] = Fixed,
        ["isolation.level"] = Fixed,
        ["enable.auto.commit"] = Fixed,
        ["auto.commit.enable"] = Fixed,
        ["enable.auto.offset.store"] = Fixed,
        ["auto.offset.reset"] = Fixed,
        ["enable.partition.eof"] = Fixed,
        ["group.protocol"] = NoMember,
        ["heartbeat.interval.ms"] = NoMember,
        ["partition.assignment.strategy"] = NoMember,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly string[] _secretParts =
        ["password", "secret", "pem", "token", "oauthbearer.config", "jaas"];

    /// <exception cref="KafkaSetupException">A setting is unknown, invalid or not to be changed.</exception>
    public static void Check(IReadOnlyDictionary<string, string> settings)
    {
        if (Faults(settings) is [var first, ..])
        {
            throw new KafkaSetupException(first);
        }
    }

    /// <summary>What is wrong with the settings, a sentence each; empty when they can be used.</summary>
    public static IReadOnlyList<string> Faults(IReadOnlyDictionary<string, string> settings)
    {
        if (settings.Count == 0)
        {
            return [];
        }

        _ = Library.Version; // loads librdkafka
        var conf = RdKafkaNative.ConfNew();
        try
        {
            return [.. settings.Select(setting => Fault(conf, setting.Key, setting.Value)).OfType<string>()];
        }
        finally
        {
            RdKafkaNative.ConfDestroy(conf);
        }
    }

    private static string? Fault(nint conf, string name, string value)
    {
        if (_owned.TryGetValue(name, out var reason))
        {
            return $"Kafka:Client:{name} {reason}. Remove it.";
        }

        if (name.StartsWith("dotnet.", StringComparison.Ordinal))
        {
            return null; // the managed half's own settings
        }

        var error = new byte[512];
        var code = RdKafkaNative.ConfSet(conf, name, value, error, (nuint)error.Length);
        if (code == RdKafkaNative.ConfUnknown)
        {
            return $"Kafka:Client:{name} is not a setting of librdkafka {Library.VersionString}. "
                + "Correct its name or remove it.";
        }

        return code == RdKafkaNative.ConfOk ? null
            : IsSecret(name) ? $"Kafka:Client:{name}: its value is refused (and not shown here)"
            : $"Kafka:Client:{name}: {RdKafkaNative.Text(error)}";
    }

    private static bool IsSecret(string name) =>
        _secretParts.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase));
}
