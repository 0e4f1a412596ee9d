using StreamReco.Rig.Chaos;
using Xunit.Abstractions;

namespace StreamReco.Rig.Tests;

/// <summary>A short block of the chaos run. <c>docs/TESTING.md</c> has the long one.</summary>
public sealed class ChaosTests(ITestOutputHelper output)
{
    private const int ClicksPerSecond = 150;

    /// <summary>The first three faults of the seed are of three kinds.</summary>
    [ChaosFact]
    public Task Nothing_is_lost_and_nothing_comes_twice_while_nodes_brokers_and_the_database_fail() => RunAsync(seed: 10, cycles: 3);

    [ChaosFact]
    [Trait("Length", "long")]
    public Task Nothing_is_lost_and_nothing_comes_twice_in_ten_cycles_of_faults() => RunAsync(seed: 1, cycles: 10);

    private async Task RunAsync(long seed, int cycles)
    {
        var plan = ChaosPlan.Make(seed, cycles);
        output.WriteLine($"{plan}");
        await using var servers = await ChaosServers.StartAsync(ChaosPlan.Brokers);
        using var block = new ChaosBlock(servers, plan, ClicksPerSecond, TimeProvider.System, output.WriteLine);

        var result = await block.RunAsync(CancellationToken.None);

        output.WriteLine($"{result.Due}");
        result.Violations.ShouldBeEmpty();
        result.Cycles.ShouldBe(cycles);
        result.Due.Answers.Count.ShouldBeGreaterThan(0);
        result.Due.Duplicate.ShouldBeGreaterThan(0);
        result.Due.Rejected.Count.ShouldBeGreaterThan(0);
    }
}
