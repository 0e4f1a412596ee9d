using System.Text.Json;
using StreamReco.Models.Lake;
using StreamReco.TestKit.Lake;
using StreamReco.TestKit.Time;

namespace StreamReco.Models.Tests.Lake;

public sealed class LakeStatusCacheTests
{
    private readonly LakeWorld _world = new(seed: 5, offsets: 400);
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void A_lake_that_stands_still_is_not_read_again_and_a_commit_is_seen_after_some_seconds()
    {
        var files = new CrashingLakeFiles(_world.Disk);
        _world.Run(files, "writer", new Random(5), commits: 12);
        var cache = new LakeStatusCache(() => LakeWorld.Open(files, "reader"), _time);
        var first = cache.Read()!;
        var read = files.Opened;

        cache.Read().ShouldBeSameAs(first);
        files.Opened.ShouldBe(read); // not even the head
        _time.Advance(LakeStatusCache.KeptFor);
        cache.Read()!.Partitions.ShouldBe(first.Partitions);
        files.Opened.ShouldBe(read + 1); // the head

        _world.Run(files, "writer", new Random(6), commits: 1);
        cache.Read()!.Partitions[0].To.ShouldBe(first.Partitions[0].To);
        _time.Advance(LakeStatusCache.KeptFor);
        var second = cache.Read()!;
        second.Partitions[0].To.ShouldBeGreaterThan(first.Partitions[0].To);
        JsonSerializer.Serialize(second.Partitions).ShouldBe(JsonSerializer.Serialize(LakeStatus.Of(LakeWorld.Open(files, "other"))));
    }

    [Fact]
    public void Files_that_were_merged_are_seen()
    {
        var files = new CrashingLakeFiles(_world.Disk);
        var lake = LakeWorld.Open(files, "writer");
        var span = new LakeSpan(lake, lake.LogOf(0));
        for (var commit = 0; commit < 40; commit++)
        {
            _world.Gather(span, 10); // over several days: the newest one is not merged
            span.Commit(nextVerdict: 0, rules: "r");
        }

        var cache = new LakeStatusCache(() => LakeWorld.Open(files, "reader"), _time);
        var before = cache.Read()!.Partitions[0];
        new LakeRewriting(lake, lake.LogOf(0)).Compact(CancellationToken.None);
        _time.Advance(LakeStatusCache.KeptFor);

        var after = cache.Read()!.Partitions[0];
        after.Rewrites.ShouldBeGreaterThan(before.Rewrites);
        after.Files.ShouldBeLessThan(before.Files);
    }

    [Fact]
    public void A_lake_that_is_removed_and_begun_again_is_another()
    {
        var disks = new Queue<CrashingLakeFiles?>([Written(commits: 6), null, Written(commits: 2)]);
        var cache = new LakeStatusCache(() => disks.Dequeue() is { } files ? LakeWorld.Open(files, "reader") : null, _time);

        var first = cache.Read()!.Partitions[0];
        _time.Advance(LakeStatusCache.KeptFor);
        cache.Read().ShouldBeNull();
        cache.Read()!.Partitions[0].Commits.ShouldBeLessThan(first.Commits);
    }

    private static CrashingLakeFiles Written(int commits)
    {
        var world = new LakeWorld(seed: 7, offsets: 400);
        var files = new CrashingLakeFiles(world.Disk);
        world.Run(files, "writer", new Random(7), commits);
        return files;
    }
}
