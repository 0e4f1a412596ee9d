using System.Collections.Immutable;
using StreamReco.StreamHost.Cluster.Sharding;

namespace StreamReco.StreamHost.Tests.Cluster.Sharding;

public sealed class DrainAwareAllocationTests
{
    // How many partitions are due to move, what the node that gets them has, and how many move at once.
    [Theory]
    [InlineData(6, 0, 1)]
    [InlineData(5, 1, 1)]
    [InlineData(5, 2, 2)]
    [InlineData(6, 20, 6)]
    [InlineData(0, 0, 0)]
    public void A_new_node_gets_one_partition_and_then_as_many_at_a_time_as_it_has(int due, int fewest, int moved)
    {
        var partitions = Enumerable.Range(0, due).Select(number => $"{number}").ToImmutableHashSet();

        var moves = DrainAwareAllocation.SlowStart(partitions, fewest);

        moves.Count.ShouldBe(moved);
        moves.Except(partitions).ShouldBeEmpty();
    }
}
