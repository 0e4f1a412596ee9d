using StreamReco.Rig.Chaos;
using Xunit.Abstractions;

namespace StreamReco.Rig.Tests;

/// <summary>A short block of the chaos run. <c>docs/TESTING.md</c> has the long one.</summary>
public sealed class ChaosTests(ITestOutputHelper output)
{
    private const int Cycles = 3;
    private const int ClicksPerSecond = 150;

    /// <summary>A seed whose three faults are of three kinds.</summary>
    private const long Seed = 10;

    [ChaosFact]
    public async Task Nothing_is_lost_and_nothing_comes_twice_while_nodes_brokers_and_the_database_fail()
    {
        var plan = ChaosPlan.Make(Seed, Cycles);
        output.WriteLine($"{plan}");
        await using var servers = await ChaosServers.StartAsync(ChaosPlan.Brokers);
        using var block = new ChaosBlock(servers, plan, ClicksPerSecond, TimeProvider.System, output.WriteLine);

        var result = await block.RunAsync(CancellationToken.None);

        output.WriteLine($"{result.Due}");
        result.Violations.ShouldBeEmpty();
        result.Cycles.ShouldBe(Cycles);
        result.Due.Answers.Count.ShouldBeGreaterThan(0);
        result.Due.Duplicate.ShouldBeGreaterThan(0);
        result.Due.Rejected.Count.ShouldBeGreaterThan(0);
    }
}
