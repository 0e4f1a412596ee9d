using System.Text;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Tests.EndToEnd;

namespace StreamReco.StreamHost.Tests.Repartition;

/// <summary>Clicks under keys that are no users.</summary>
internal static class MisplacedClicks
{
    /// <summary>Writes clicks by session: a user's clicks stand in several partitions.</summary>
    public static PathClicks Write(KafkaOptions options, string topic, int count, int seed) =>
        Write(options, topic, PathClicks.Make(count, users: 150, seed), (_, number) => $"session {number % 97}");

    /// <summary>Writes clicks under keys that a function of user and number makes; null is none.</summary>
    public static PathClicks Write(
        KafkaOptions options, string topic, PathClicks clicks, Func<string, int, string?> keyOf)
    {
        using var writer = new RecordWriter(options);
        for (var i = 0; i < clicks.Records.Count; i++)
        {
            var (user, value) = clicks.Records[i];
            var key = keyOf(user, i) is { } text ? Encoding.UTF8.GetBytes(text) : null;
            writer.Write(topic, key, value, null, null, CancellationToken.None);
        }

        writer.Flush(TimeSpan.FromSeconds(30));
        return clicks;
    }
}
