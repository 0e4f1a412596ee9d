using System.Text;
using StreamReco.Models.Lake;
using StreamReco.TestKit.Lake;

namespace StreamReco.Models.Tests.Lake;

/// <summary>What was read of a lake is found again, whatever became of the files since.</summary>
public sealed class LakeSelectionTests
{
    private const int Offsets = 80;

    [Fact]
    public void The_files_of_a_span_are_found_again_after_more_commits_merges_and_erasures()
    {
        var (merged, erased) = (0, 0);
        for (var seed = 0; seed < 40; seed++)
        {
            var world = new LakeWorld(seed, Offsets);
            var files = new CrashingLakeFiles(world.Disk);
            var lake = LakeWorld.Open(files, "w");
            world.Run(files, "a", new Random(seed), commits: 4);
            var before = LakeSelection.Of(lake.LogOf(0), long.MinValue, long.MaxValue)!;
            var sum = LakeSelection.ListSha256(before.Files);

            world.Run(files, "b", new Random(seed + 1), int.MaxValue);
            var rewriting = new LakeRewriting(lake, lake.LogOf(0));
            rewriting.Compact(CancellationToken.None);
            erased += rewriting.Erase(LakeWorld.UserOf(seed), CancellationToken.None) > 0 ? 1 : 0;
            merged += before.Files.Count(file => !lake.LogOf(0).Live().Contains(file));

            var again = LakeSelection.Again(lake.LogOf(0), before.From, before.To, before.Rewrites);
            again.Files.ShouldBe(before.Files, $"seed {seed}");
            LakeSelection.ListSha256(again.Files).ShouldBe(sum);
            LakeSelection.ListSha256(again.Files.Skip(1)).ShouldNotBe(sum);
        }

        (merged > 40, erased > 20).ShouldBe((true, true), $"{merged} files, {erased} erasures");
    }

    [Fact]
    public void The_lives_of_files_say_what_took_each_out_and_where_its_rows_are()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var world = new LakeWorld(seed, Offsets);
            var files = new CrashingLakeFiles(world.Disk);
            var lake = LakeWorld.Open(files, "w");
            world.Run(files, "a", new Random(seed), int.MaxValue);
            new LakeRewriting(lake, lake.LogOf(0)).Compact(CancellationToken.None);
            new LakeRewriting(lake, lake.LogOf(0)).Erase(LakeWorld.UserOf(seed), CancellationToken.None);

            var lives = LakeFileLives.Of(lake.LogOf(0));

            lives.Where(life => life.Removed is null).Select(life => life.File).OrderBy(file => file.Path, StringComparer.Ordinal)
                .ShouldBe(lake.LogOf(0).Live());
            foreach (var life in lives.Where(life => life.Removed is { Kind: LakeEntry.Compact }))
            {
                life.ReplacedBy().ShouldHaveSingleItem().Rows.ShouldBeGreaterThanOrEqualTo(life.File.Rows);
            }
        }
    }

    [Fact]
    public void An_erasure_keeps_the_users_hash_and_the_place_of_the_rows_and_not_the_id()
    {
        var world = new LakeWorld(seed: 4, Offsets);
        var files = new CrashingLakeFiles(world.Disk);
        var lake = LakeWorld.Open(files, "w");
        world.Run(files, "a", new Random(4), int.MaxValue);
        var user = LakeWorld.UserOf(world.Applied.First());
        var offsets = world.Applied.Concat(world.Refused).Where(offset => LakeWorld.UserOf(offset) == user).Order().ToList();

        new LakeRewriting(lake, lake.LogOf(0)).Erase(user, CancellationToken.None);

        var erasures = lake.LogOf(0).Rewrites().Where(entry => entry.Kind == LakeEntry.Erase).ToList();
        erasures.ShouldAllBe(entry => entry.Erased!.User == $"{lake.HashOf(user):x16}");
        erasures.Sum(entry => entry.Erased!.Rows).ShouldBe(offsets.Count);
        erasures.Min(entry => entry.Erased!.First).ShouldBe(offsets[0]);
        erasures.Max(entry => entry.Erased!.Last).ShouldBe(offsets[^1]);
        erasures.ShouldAllBe(entry => !Encoding.UTF8.GetString(entry.ToBytes()).Contains(user));
    }

    [Fact]
    public void Entries_of_the_release_before_are_read()
    {
        var entry = LakeEntry.Parse("e", """
            {"format":1,"kind":"erase","partition":0,"from":1,"to":1,"staging":"s","adds":[],"removes":["events/x"],"verdicts":{},
             "latest_ms":-9223372036854775808,"next_verdict":0,"rules":"r","version":"0.1.0","at":"2026-11-28T10:00:00Z"}
            """u8);

        (entry.Kind, entry.Rules, entry.Erased, entry.Policies, entry.Positions).ShouldBe((LakeEntry.Erase, "r", null, null, null));
    }
}
