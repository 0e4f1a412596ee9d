using StreamReco.Rig.Chaos;

namespace StreamReco.Rig.Tests;

/// <summary>What the chaos run draws: the short block in the tests has few cycles, so the seeds have to have all.</summary>
public sealed class ChaosPlanTests
{
    private readonly IReadOnlyList<ChaosCycle> _drawn = [.. Enumerable.Range(1, 10).SelectMany(seed => ChaosPlan.Make(seed, 20).Cycles)];

    [Fact]
    public void The_long_run_has_every_kind_of_fault_at_every_target()
    {
        foreach (var fault in Enum.GetValues<ChaosFault>())
        {
            _drawn.Where(cycle => cycle.Fault == fault).Select(cycle => cycle.Target).Distinct().Count()
                .ShouldBe(3, $"{fault}");
        }
    }

    [Fact]
    public void Nodes_are_frozen_for_one_to_sixty_seconds()
    {
        var lasts = _drawn.Where(cycle => cycle.Fault == ChaosFault.NodeStopped).Select(cycle => cycle.LastsMs).ToArray();
        lasts.ShouldAllBe(ms => ms >= 1_000 && ms <= 60_000);
        lasts.Max().ShouldBeGreaterThan(40_000);
        lasts.Min().ShouldBeLessThan(3_000);
    }

    [Fact]
    public void A_third_of_the_cycles_waits_until_every_partition_has_an_owner() =>
        _drawn.Count(cycle => cycle.Settles).ShouldBeInRange(_drawn.Count / 5, _drawn.Count / 2);
}
