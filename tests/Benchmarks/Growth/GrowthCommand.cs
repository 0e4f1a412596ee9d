using System.CommandLine;
using StreamReco.TestKit.Measures;

namespace StreamReco.Benchmarks.Growth;

/// <summary>Command <c>growth</c>.</summary>
internal sealed class GrowthCommand : Command
{
    private const int Dimensions = 32;

    private readonly Option<int[]> _users = new("--users")
    {
        Description = "Users of the shard, one row each, 1 to 10,000,000.",
        DefaultValueFactory = _ => [10_000, 100_000, 1_000_000],
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<int> _clicks = new("--clicks") { Description = "Clicks of a round.", DefaultValueFactory = _ => 300_000 };
    private readonly Option<int> _rounds = new("--rounds") { Description = "Rounds; the first two are not counted.", DefaultValueFactory = _ => 6 };
    private readonly Option<long> _emitIntervalMs = new("--emit-interval-ms") { Description = "The throttle of answers.", DefaultValueFactory = _ => 3_600_000 };
    private readonly Option<int?> _unpacked = new("--unpacked") { Description = "Users that are objects at a time, Limits:UnpackedUsersMax." };

    public GrowthCommand()
        : base(
            "growth",
            """
            What a click costs one shard as its users grow, on one thread, without Kafka, inference and SQL: each user clicks once,
            then some much more than others. CPU microseconds of a click by part (the least of the rounds), bytes allocated a click,
            and bytes of memory a user.
            """)
    {
        Add(_users);
        Add(_clicks);
        Add(_rounds);
        Add(_emitIntervalMs);
        Add(_unpacked);
        SetAction(Run);
    }

    private int Run(ParseResult parse)
    {
        var model = RandomModel.Create(GrowthClicks.Catalog, Dimensions);
        Console.WriteLine("     users  answered  decode us  fold us  answer us   all us  alloc B/click  memory B/user");
        foreach (var users in parse.GetValue(_users)!)
        {
            var before = GC.GetTotalMemory(forceFullCollection: true);
            using var meter = new GrowthMeter(model, new GrowthSettings(parse.GetValue(_emitIntervalMs), parse.GetValue(_unpacked)));
            var clicks = new GrowthClicks(users, seed: 1);
            meter.Measure(clicks.OfEach());
            GrowthCost[] costs = [.. Enumerable.Range(0, parse.GetValue(_rounds)).Select(_ => meter.Measure(clicks.ByRank(parse.GetValue(_clicks)))).Skip(2)];
            var memory = GC.GetTotalMemory(forceFullCollection: true) - before;
            var best = costs.MinBy(cost => cost.Micros);
            Console.WriteLine(FormattableString.Invariant(
                $"{users,10} {(double)best.Answers / best.Clicks,9:P0} {best.Decode / best.Clicks,10:F2} {best.Fold / best.Clicks,8:F2} {best.Answer / best.Clicks,10:F2} {best.Micros,8:F2} {best.Bytes / best.Clicks,14} {(double)memory / meter.Users,14:F0}"));
        }

        return 0;
    }
}
