using StreamReco.TestKit.Events;

namespace StreamReco.StreamHost.Tests.EndToEnd;

/// <summary>Seeded clicks of known kinds: how many the pipeline must apply, find repeated and reject is known before.</summary>
internal sealed record PathClicks(IReadOnlyList<(string Key, byte[] Value)> Records, int Good, int Duplicates, int Malformed)
{
    private const long StartMs = 1_700_000_000_000;

    public static PathClicks Make(int count, int users, int seed)
    {
        var random = new Random(seed);
        var records = new List<(string, byte[])>();
        var lastOf = new Dictionary<string, byte[]>();
        var (duplicates, malformed) = (0, 0);
        for (var i = 0; i < count; i++)
        {
            var user = $"u{random.Next(users)}";
            var draw = random.NextDouble();
            if (draw < 0.02)
            {
                records.Add((user, "{ not json"u8.ToArray()));
                malformed++;
            }
            else if (draw < 0.06 && lastOf.TryGetValue(user, out var again))
            {
                records.Add((user, again));
                duplicates++;
            }
            else
            {
                var item = $"i{random.Next(PathModel.Items)}";
                lastOf[user] = EventBytes.View(user, item, StartMs + (i * 50L), eventId: $"e{i}");
                records.Add((user, lastOf[user]));
            }
        }

        return new PathClicks(records, count - duplicates - malformed, duplicates, malformed);
    }
}
