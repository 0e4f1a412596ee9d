using System.Buffers;
using StreamReco.Models.Binary;
using StreamReco.Models.Experiments.Assignment;
using StreamReco.Models.Experiments.Feedback;

namespace StreamReco.Models.Tests.Experiments.Feedback;

/// <summary>Experiments, and events of users by seed.</summary>
internal static class FeedbackScene
{
    public const long StartMs = 1_735_689_600_000;
    public const string Id = "ranker";

    private const int Half = ShareRange.Whole / 2;
    private const int ItemsShown = 4;

    public static readonly long[] NothingBefore = new long[3];

    /// <summary>A control and one more arm, of equal shares of all users.</summary>
    public static Experiment Two(string id = Id, int salt = 1, int version = 1, int share = Half) => new(
        id, version, Salt(salt),
        [
            new ExperimentArm("today", [new ShareRange(0, share)]),
            new ExperimentArm("new", [new ShareRange(Half, Half + share)]),
        ]);

    public static byte[] Salt(int seed)
    {
        var salt = new byte[UnitHash.SaltBytes];
        new Random(seed).NextBytes(salt);
        return salt;
    }

    public static uint Item(string id) => ShownList.HashOfItem(id);

    public static ulong List(string id) => ShownList.HashOf(id);

    public static byte[] Bytes(FeedbackLedger ledger)
    {
        var output = new ArrayBufferWriter<byte>();
        FeedbackCodec.Write(ledger, new StateWriter(output));
        return output.WrittenSpan.ToArray();
    }

    public static FeedbackLedger Read(byte[] bytes)
    {
        var reader = new StateReader(bytes);
        var ledger = FeedbackCodec.Read(ref reader, new FeedbackOptions());
        reader.AtEnd.ShouldBeTrue();
        return ledger;
    }

    /// <summary>Steps of a seeded shop: who does what, in the order of the log.</summary>
    public static IReadOnlyList<(string Unit, Action<FeedbackLedger> Do)> Steps(int seed, int count, int units)
    {
        var random = new Random(seed);
        var (experiments, running) = (new[] { Two(), Two("search", 2) }, new[] { Id, "search" });
        var steps = new List<(string, Action<FeedbackLedger>)>();
        var newest = new Dictionary<string, int>();
        for (var i = 0; i < count; i++)
        {
            var (unit, atMs) = ($"u{random.Next(units)}", StartMs + (i * 5_000L));
            var list = List($"list-{newest.GetValueOrDefault(unit) - random.Next(2)}");
            var before = new long[] { random.Next(3), random.Next(2), random.Next(2) };
            var items = Enumerable.Range(0, ItemsShown).Select(_ => Item($"i{random.Next(12)}")).Distinct().ToArray();
            var (offset, kind, position) = (i, random.Next(4), random.Next(3));
            newest[unit] = kind == 0 ? i : newest.GetValueOrDefault(unit);
            var action = new ItemAction(
                (FeedbackAction)random.Next(3), items[0], random.Next(2) == 0 ? 0 : list, atMs, random.Next(3), random.Next(10_000));
            steps.Add((unit, ledger =>
            {
                switch (kind)
                {
                    case 0:
                        foreach (var experiment in experiments)
                        {
                            ledger.Enrol(experiment, unit, offset);
                        }

                        ledger.Serve(unit, List($"list-{offset}"), Surface.Recommendations, atMs, running);
                        break;
                    case 1:
                        ledger.Expose(unit, list, position == 0 ? [] : items, atMs, before);
                        break;
                    default:
                        ledger.Act(unit, action, before);
                        break;
                }
            }
            ));
        }

        return steps;
    }
}
