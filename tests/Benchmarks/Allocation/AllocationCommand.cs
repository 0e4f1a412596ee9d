using System.CommandLine;
using StreamReco.Models.Simulation;
using StreamReco.TestKit.Measures;

namespace StreamReco.Benchmarks.Allocation;

/// <summary>Command <c>alloc</c>.</summary>
internal sealed class AllocationCommand : Command
{
    private const int RoundClicks = 20_000;
    private const int Rounds = 8;

    public AllocationCommand()
        : base(
            "alloc",
            """
            Allocated bytes and time of a click on one thread, without Kafka, inference and SQL: the fold (decode to
            trigger) and the answer (re-ranking and encoding), each click answered. Bytes are exact; of the time the
            best of several rounds counts, because other programs can only add to it.
            """) => SetAction(_ => Run());

    private static int Run()
    {
        var shop = new ShopSimulator(new ShopSimulatorOptions { Users = 20_000, Items = 20_000, EventsPerDay = 1_000_000 });
        var model = RandomModel.Create(shop.Catalog, dimensions: 32);
        Console.WriteLine("answers from          experiments  governance    fold B/click  answer B/click   fold us/click  answer us/click  state B/user  of experiments");
        foreach (var (scored, experiments, isGoverned) in new[]
            {
                (false, 0, false), (true, 0, false), (false, 2, false), (true, 2, false), (false, 0, true), (true, 0, true),
            })
        {
            using var meter = new PathMeter(shop, model, RoundClicks * (Rounds + 1), scored, experiments, isGoverned);
            meter.Measure(RoundClicks);
            PathCost[] costs = [.. Enumerable.Range(0, Rounds).Select(_ => meter.Measure(RoundClicks))];
            Write(scored, experiments, isGoverned, costs, meter);
        }

        return 0;
    }

    private static void Write(bool scored, int experiments, bool isGoverned, PathCost[] costs, PathMeter meter)
    {
        var (users, userBytes, shardBytes) = meter.State;
        var ofExperiments = meter.Experiments is var (units, bytes) && units > 0 ? bytes / units : 0;
        Console.WriteLine(FormattableString.Invariant(
            $"{(scored ? "candidates" : "trending, popular"),-20} {experiments,12} {(isGoverned ? "all" : "none"),11} ")
            + FormattableString.Invariant($"{costs[^1].FoldBytes,15:F0} {costs[^1].AnswerBytes,15:F0} ")
            + FormattableString.Invariant($"{costs.Min(c => c.FoldMicroseconds),15:F2} {costs.Min(c => c.AnswerMicroseconds),16:F2} ")
            + FormattableString.Invariant($"{(double)(userBytes + shardBytes) / users,13:F1} {ofExperiments,15}"));
    }
}
