using StreamReco.Rig.Chaos;

namespace StreamReco.Rig.Tests;

/// <summary>The probe asks the coordinator that a node's transactions have.</summary>
public sealed class CoordinatorProbeTests
{
    // java.lang.String.hashCode: "a" 97, "abc" 96354, "polygenelubricants" Integer.MIN_VALUE, "hello" 99162322.
    [Theory]
    [InlineData("a", 1)]
    [InlineData("abc", 2)]
    [InlineData("polygenelubricants", 0)]
    [InlineData("hello", 2)]
    public void The_coordinator_of_an_id_is_the_one_that_kafka_names(string id, int coordinator) =>
        CoordinatorProbe.CoordinatorOf(id).ShouldBe(coordinator);
}
