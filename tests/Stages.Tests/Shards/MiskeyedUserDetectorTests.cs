using StreamReco.Stages.Ports;
using StreamReco.Stages.Shards;
using StreamReco.TestKit.Store;

namespace StreamReco.Stages.Tests.Shards;

public sealed class MiskeyedUserDetectorTests
{
    private static readonly ShardId _shard = new("g", "clicks", 0);

    private readonly InMemoryShardStore _store = new();
    private readonly List<(int Split, int Sample)> _looks = [];

    [Fact]
    public async Task Users_that_another_partition_has_are_found_in_a_bounded_sample()
    {
        var other = await _store.AcquireAsync(_shard with { Partition = 1 }, "a", default);
        StoredUser[] users = [.. Enumerable.Range(0, 1_000).Select(i => new StoredUser($"u{i}", default))];
        await _store.SaveAsync(other, new SnapshotDelta(1, default, users[..500]), default);

        await Watch().CheckAsync(_shard, users, default);
        await Watch().CheckAsync(_shard, users[500..502], default);
        await Watch().CheckAsync(_shard, [], default);

        _looks.ShouldBe([(MiskeyedUserDetector.SampleMax / 2, MiskeyedUserDetector.SampleMax), (0, 2)]);
    }

    [Fact]
    public async Task A_store_that_is_away_is_asked_again_the_next_time()
    {
        _store.Unavailable = true;
        await Watch().CheckAsync(_shard, [new StoredUser("a", default)], default);
        _looks.ShouldBeEmpty();
    }

    private MiskeyedUserDetector Watch() => new(_store, (_, split, sample) => _looks.Add((split, sample.Count)));
}
