using System.Text;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Options;
using StreamReco.TestKit.Events;

namespace StreamReco.StreamHost.Tests.EndToEnd;

/// <summary>Seeded clicks of known kinds: how many must be applied, found repeated and rejected is known before.</summary>
internal sealed record PathClicks(
    IReadOnlyList<(string Key, byte[] Value)> Records, int Good, int Duplicates, int Malformed)
{
    private const long StartMs = 1_700_000_000_000;

    /// <param name="count">Records.</param>
    /// <param name="users">Users that they are spread over.</param>
    /// <param name="seed">The same seed gives the same records.</param>
    /// <param name="duplicates">Share of records that repeat their user's last good one.</param>
    /// <param name="malformed">Share of records that are not JSON.</param>
    public static PathClicks Make(int count, int users, int seed, double duplicates = 0.04, double malformed = 0.02)
    {
        var random = new Random(seed);
        var records = new List<(string, byte[])>();
        var lastOf = new Dictionary<string, byte[]>();
        var (repeated, broken) = (0, 0);
        for (var i = 0; i < count; i++)
        {
            var user = $"u{random.Next(users)}";
            var draw = random.NextDouble();
            if (draw < malformed)
            {
                records.Add((user, "{ not json"u8.ToArray()));
                broken++;
            }
            else if (draw < malformed + duplicates && lastOf.TryGetValue(user, out var again))
            {
                records.Add((user, again));
                repeated++;
            }
            else
            {
                var item = $"i{random.Next(PathModel.Items)}";
                lastOf[user] = EventBytes.View(user, item, StartMs + (i * 50L), eventId: $"e{i}");
                records.Add((user, lastOf[user]));
            }
        }

        return new PathClicks(records, count - repeated - broken, repeated, broken);
    }

    /// <summary>Writes the records, or a part of them; ends when the broker has them.</summary>
    public void Write(KafkaOptions options, string topic, Range? part = null)
    {
        using var writer = new RecordWriter(options);
        foreach (var (key, value) in Records.Take(part ?? Range.All))
        {
            writer.Write(topic, Encoding.UTF8.GetBytes(key), value, null, null, CancellationToken.None);
        }

        writer.Flush(TimeSpan.FromSeconds(30));
    }
}
