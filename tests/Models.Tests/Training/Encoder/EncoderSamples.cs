using StreamReco.Models.Encoder;
using StreamReco.Models.Training.Encoder;

namespace StreamReco.Models.Tests.Training.Encoder;

/// <summary>Small settings, sessions and encoders of seeded content.</summary>
internal static class EncoderSamples
{
    public static readonly EncoderSettings Settings = new()
    {
        Dimensions = 16,
        RecentItems = 5,
        Negatives = 24,
        BatchPositions = 64,
        Epochs = 4,
        Threads = 2,
    };

    /// <summary>Packed sessions with targets, weights and growing times.</summary>
    public static PackedSessions Packed(Random random, int items, int sessions)
    {
        var packed = new PackedSessions();
        for (var session = 0; session < sessions; session++)
        {
            var time = 1_000_000L;
            for (var left = random.Next(1, 9); left > 0; left--)
            {
                packed.Add(random.Next(items), random.Next(items), 0.5f + random.NextSingle(), time);
                time += 1L << random.Next(8, 24);
            }

            packed.EndSession();
        }

        return packed;
    }

    /// <summary>
    /// Sessions that walk around circles of ten items: the next item follows from the last two, which say the
    /// direction.
    /// </summary>
    public static EncoderSequences Circles(int seed, int sessions, int items = 60, bool times = false)
    {
        var random = new Random(seed);
        List<int> starts = [0], rows = [];
        List<long> timesMs = [];
        for (var session = 0; session < sessions; session++)
        {
            var (circle, at, step) = (random.Next(items / 10), random.Next(10), random.Next(2) == 0 ? 1 : 9);
            var time = session * 100_000_000L;
            for (var left = random.Next(2, 9); left > 0; left--, at = (at + step) % 10)
            {
                rows.Add((circle * 10) + at);
                timesMs.Add(time += 1_000L << ((left + session) % 16)); // every class from a second to half a day
            }

            starts.Add(rows.Count);
        }

        return new EncoderSequences(items, starts.ToArray(), rows.ToArray(), times ? timesMs.ToArray() : default);
    }

    public static EncoderModel Model(EncoderSettings settings, int sessions = 200, int items = 60) =>
        new EncoderTrainer(TimeProvider.System).Train(Circles(5, sessions, items, settings.TimeGaps), settings).Model;
}
