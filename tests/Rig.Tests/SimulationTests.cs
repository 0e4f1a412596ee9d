using StreamReco.Rig.Simulation;

namespace StreamReco.Rig.Tests;

/// <summary>A part of the long run, and the proof that it would notice. <c>docs/TESTING.md</c> says how to repeat a seed.</summary>
public sealed class SimulationTests
{
    private const long FirstSeed = 1;
    private const int SeedsPerBug = 3_000;

    public static TheoryData<PlantedBug> Bugs => [.. Enum.GetValues<PlantedBug>().Where(bug => bug != PlantedBug.None)];

    [Fact]
    public void No_seed_breaks_a_promise() => RunAll(200);

    [Fact]
    [Trait("Length", "long")]
    public void No_seed_of_two_thousand_breaks_a_promise() => RunAll(2_000);

    private static void RunAll(int seeds)
    {
        for (var seed = FirstSeed; seed < FirstSeed + seeds; seed++)
        {
            var result = Simulation.Simulation.Run(seed);
            Assert.True(result.Violation is null, $"Seed {seed} ({result.Plan}): {result.Violation}");
        }
    }

    [Theory]
    [MemberData(nameof(Bugs))]
    public void A_missing_safeguard_is_found(PlantedBug bug)
    {
        for (var seed = FirstSeedOf(bug); seed < FirstSeedOf(bug) + SeedsPerBug; seed++)
        {
            if (Simulation.Simulation.Run(seed, bug).Violation is not null)
            {
                return;
            }
        }

        Assert.Fail($"{bug} was not found within {SeedsPerBug} seeds from {FirstSeedOf(bug)}.");
    }

    /// <summary>The rarest bug is searched from close to the seed that shows it; all others show within a few.</summary>
    private static long FirstSeedOf(PlantedBug bug) => bug == PlantedBug.ControlRecordNotAwaited ? 590 : FirstSeed;

    [Fact]
    public void A_seed_runs_alike_whenever_it_is_run()
    {
        var found = Simulation.Simulation.Run(FirstSeed, PlantedBug.DedupeNotInSnapshot);
        var again = Simulation.Simulation.Run(FirstSeed, PlantedBug.DedupeNotInSnapshot);
        again.Violation.ShouldBe(found.Violation);
        again.Trace.ShouldBe(found.Trace);
    }
}
