using StreamReco.Rig.Fuzzing;

namespace StreamReco.Rig.Tests;

public sealed class EventFuzzTests
{
    [Fact]
    public async Task Events_gone_wrong_are_each_applied_or_rejected_and_none_ends_the_fold()
    {
        var result = await EventFuzz.RunAsync(20_000, seed: 1, _ => { });

        result.Problem.ShouldBeNull();
        result.Applied.ShouldBeGreaterThan(100);
        result.Rejected.ShouldBeGreaterThan(5_000);
    }
}
