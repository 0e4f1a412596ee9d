using StreamReco.Models.Lake;
using StreamReco.TestKit.Lake;

namespace StreamReco.Models.Tests.Lake;

/// <summary>Every applied offset is in the lake once, whatever stops on the way.</summary>
public sealed class LakeCommitTests
{
    private const int Offsets = 30;

    /// <summary>Steps that are tried, spread over a whole run.</summary>
    private const int Crashes = 120;

    [Fact]
    public void A_crash_at_any_step_leaves_every_offset_once()
    {
        var steps = StepsOfOneRun();
        steps.ShouldBeGreaterThan(100);
        for (var crash = 0; crash < Crashes; crash++)
        {
            var step = 1 + (crash * steps / Crashes);
            var world = new LakeWorld(seed: step, Offsets);
            Crash(world, step, powerFails: step % 2 == 0);

            world.ShouldBeWhole(new CrashingLakeFiles(world.Disk));
            world.Run(new CrashingLakeFiles(world.Disk), "b", new Random(step), int.MaxValue);
            world.ShouldBeWhole(new CrashingLakeFiles(world.Disk));
            LakeWorld.Open(new CrashingLakeFiles(world.Disk), "r").LogOf(0).Newest()!.To.ShouldBe(Offsets - 1);
        }
    }

    [Fact]
    public void Two_writers_of_one_partition_leave_every_offset_once_at_200_random_moments()
    {
        var steps = StepsOfOneRun();
        var conflicts = 0;
        for (var seed = 1; seed <= 200; seed++)
        {
            var world = new LakeWorld(seed, Offsets);
            conflicts += RunTwo(world, seed, new Random(seed).Next(1, steps)) ? 1 : 0;
            world.ShouldBeWhole(new CrashingLakeFiles(world.Disk));
        }

        conflicts.ShouldBeInRange(20, 200); // else the second writer never came between
    }

    [Fact]
    public void A_full_disk_commits_nothing_and_the_lake_goes_on_once_there_is_room()
    {
        for (var free = 0; free < 6_000; free += 500)
        {
            var world = new LakeWorld(seed: 3, Offsets);
            var files = new CrashingLakeFiles(world.Disk);
            world.Run(files, "a", new Random(1), commits: 1);
            world.Disk.Free = free;
            Should.Throw<IOException>(() => world.Run(files, "a", new Random(2), int.MaxValue));
            world.Disk.Free = long.MaxValue;

            world.ShouldBeWhole(files);
            world.Run(files, "a", new Random(3), int.MaxValue);
            world.ShouldBeWhole(files);
        }
    }

    [Fact]
    public void A_reader_of_plain_files_never_sees_a_row_that_is_not_committed()
    {
        var world = new LakeWorld(seed: 5, Offsets);
        var files = new CrashingLakeFiles(world.Disk);
        files.OnStep = _ =>
        {
            var log = new LakeLog(new CrashingLakeFiles(world.Disk), LakeStream.Clicks, 0);
            var committed = log.Spans().Concat(log.Rewrites()).SelectMany(entry => entry.Adds).Select(file => file.Path).ToHashSet();
            world.Disk.Entries.Keys.Where(path => path.EndsWith(".parquet", StringComparison.Ordinal) && path[0] != '_')
                .ShouldAllBe(path => committed.Contains(path));
        };

        world.Run(files, "a", new Random(9), int.MaxValue);
    }

    [Fact]
    public void Missing_and_repeated_offsets_are_refused()
    {
        var world = new LakeWorld(seed: 1, Offsets);
        var lake = LakeWorld.Open(new CrashingLakeFiles(world.Disk), "a");
        var span = new LakeSpan(lake, lake.LogOf(0));
        span.Account(10, 5, "gap");

        Should.Throw<LakeException>(() => span.Account(16, 1, "gap")).Message.ShouldContain("offset 15");
        Should.Throw<LakeException>(() => span.Account(14, 1, "gap")).Message.ShouldContain("offset 14");
    }

    [Fact]
    public void A_changed_a_missing_and_a_stray_file_are_named()
    {
        var world = new LakeWorld(seed: 1, Offsets);
        var files = new CrashingLakeFiles(world.Disk);
        world.Run(files, "a", new Random(1), int.MaxValue);
        string[] paths = [.. world.Disk.Entries.Keys.Where(path => path.StartsWith("events/", StringComparison.Ordinal)).Order()];
        world.Disk.Entries[paths[0]].Bytes[9] ^= 1;
        var stray = paths[1].Replace(".parquet", "1.parquet", StringComparison.Ordinal);
        files.Rename(paths[1], stray);

        var problems = new LakeCheck(LakeWorld.Open(files, "r")).Verify(CancellationToken.None);

        problems.ShouldBe(
            [
                $"{paths[0]} is not as it was written: its checksum differs.", $"{paths[1]} is missing.",
                $"{stray} is no part of the lake: no commit names it.",
            ],
            ignoreOrder: true);
    }

    private static int StepsOfOneRun()
    {
        var world = new LakeWorld(seed: 1, Offsets);
        var files = new CrashingLakeFiles(world.Disk);
        world.Run(files, "a", new Random(1), int.MaxValue);
        return files.Steps;
    }

    private static void Crash(LakeWorld world, int step, bool powerFails)
    {
        var files = new CrashingLakeFiles(world.Disk) { OnStep = at => Stop(at >= step) };
        try
        {
            world.Run(files, "a", new Random(step), int.MaxValue);
        }
        catch (Exception e) when (e is CrashException or IOException { InnerException: CrashException })
        {
            // As planned.
        }

        if (powerFails)
        {
            world.Disk.LosePower();
        }
    }

    /// <summary>The first writer stands still at a step; a second one comes, works, and the first goes on or is dead.</summary>
    private static bool RunTwo(LakeWorld world, int seed, int step)
    {
        var isKilled = seed % 3 == 0;
        var second = new CrashingLakeFiles(world.Disk);
        var first = new CrashingLakeFiles(world.Disk)
        {
            OnStep = at =>
            {
                if (at == step)
                {
                    world.Run(second, "b", new Random(seed), commits: seed % 4);
                }

                Stop(isKilled && at >= step);
            },
        };
        var isConflict = false;
        try
        {
            world.Run(first, "a", new Random(seed + 1_000), int.MaxValue);
        }
        catch (Exception e) when (e is CrashException or LakeException or IOException)
        {
            isConflict = e is LakeConflictException or FileNotFoundException;
        }

        world.Run(new CrashingLakeFiles(world.Disk), "c", new Random(seed), int.MaxValue);
        return isConflict;
    }

    private static void Stop(bool isDue)
    {
        if (isDue)
        {
            throw new CrashException();
        }
    }
}
