using System.CommandLine;
using StreamReco.Models.Simulation;
using StreamReco.TestKit.Measures;

namespace StreamReco.Benchmarks.Experiments;

/// <summary>Command <c>experiments</c>.</summary>
internal sealed class ExperimentsCommand : Command
{
    private const int RoundClicks = 20_000;
    private const int Warming = 6;
    private const int Rounds = 21;
    private const int Running = 2;

    private readonly Option<int> _users = new("--users") { Description = "Users of the shop.", DefaultValueFactory = _ => 1_000 };

    public ExperimentsCommand()
        : base(
            "experiments",
            """
            What two running experiments that all users take part in add to the fold of a click: the same clicks without and with them, in
            turns on one thread of this process. Bytes are exact; CPU is the thread's own, and the median of the rounds counts.
            """)
    {
        Add(_users);
        SetAction(parsed => Run(parsed.GetValue(_users)));
    }

    private static int Run(int users)
    {
        var shop = new ShopSimulatorOptions { Users = users, Items = 20_000, EventsPerDay = 1_000_000 };
        using var without = MeterOf(shop, 0);
        using var with = MeterOf(shop, Running);
        for (var round = 0; round < Warming; round++)
        {
            without.Measure(RoundClicks);
            with.Measure(RoundClicks);
        }

        var costs = new (PathCost Without, PathCost With)[Rounds];
        for (var round = 0; round < Rounds; round++)
        {
            var (first, second) = round % 2 == 0 ? (without, with) : (with, without);
            var (own, other) = (first.Measure(RoundClicks), second.Measure(RoundClicks));
            costs[round] = round % 2 == 0 ? (own, other) : (other, own);
        }

        Report("bytes allocated a click", costs, cost => cost.FoldBytes);
        Report("CPU us a click", costs, cost => cost.FoldMicroseconds);
        var size = with.SizeOfExperiments();
        Console.WriteLine(FormattableString.Invariant(
            $"bytes a user, {size.Users:N0} users with {size.Lists:F1} lists each: {size.StoredBytes:F0} in the snapshot, {size.MemoryBytes:F0} in memory"));
        return 0;
    }

    private static PathMeter MeterOf(ShopSimulatorOptions shop, int experiments)
    {
        var simulator = new ShopSimulator(shop);
        return new PathMeter(
            simulator, RandomModel.Create(simulator.Catalog, dimensions: 32), RoundClicks * (Rounds + Warming), scored: false, experiments)
        {
            Clock = ThreadClock.Micros,
        };
    }

    private static void Report(string what, (PathCost Without, PathCost With)[] costs, Func<PathCost, double> of)
    {
        double[] more = [.. costs.Select(cost => of(cost.With) - of(cost.Without)).Order()];
        double[] ratio = [.. costs.Select(cost => of(cost.With) / of(cost.Without)).Order()];
        Console.WriteLine(FormattableString.Invariant(
            $"{what}: {costs.Select(cost => of(cost.Without)).Order().ElementAt(Rounds / 2):F2} without, {costs.Select(cost => of(cost.With)).Order().ElementAt(Rounds / 2):F2} with; {more[Rounds / 2]:+0.00;-0.00} (quarters {more[Rounds / 4]:F2} to {more[3 * Rounds / 4]:F2}), ratio {ratio[Rounds / 2]:F3}"));
    }
}
