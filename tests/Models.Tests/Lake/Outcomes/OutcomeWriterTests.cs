using StreamReco.Models.Lake;
using StreamReco.Models.Lake.Outcomes;
using StreamReco.TestKit.Lake;

namespace StreamReco.Models.Tests.Lake.Outcomes;

/// <summary>Labels are what clicks and answers say, once each, however the lake was written and whoever stopped when.</summary>
public sealed class OutcomeWriterTests
{
    private const int Clicks = 90;

    [Fact]
    public void Labels_made_step_by_step_are_those_of_the_whole_whatever_comes_late()
    {
        var (amended, some) = (0L, 0);
        for (var seed = 0; seed < 8; seed++)
        {
            var world = new OutcomeWorld(seed, Clicks);
            var lake = OutcomeWorld.Open(new CrashingLakeFiles(world.Disk), "w");
            var writer = new OutcomeWriter(lake, OutcomeWorld.Settings(rowsMax: 1 + (seed % 20)));
            while (world.Commit(lake, 1 + (seed % 30)))
            {
                for (var steps = seed % 3; steps > 0 && writer.Step(closes: false, CancellationToken.None) is { } step; steps--)
                {
                    amended += step.Amended;
                }
            }

            Finish(writer);

            var labels = OutcomeWorld.LabelsIn(lake);
            labels.ShouldBe(world.Expected(), $"seed {seed}");
            some += labels.Count(label => !label.Contains(" none "));
            writer.Step(closes: true, CancellationToken.None).ShouldBeNull();
            new LakeCheck(lake).Verify(CancellationToken.None).ShouldBeEmpty();
            new OutcomeAudit(lake).Run(40, seed, CancellationToken.None).ShouldAllBe(one => one.Holds);
        }

        (amended > 10, some > 80).ShouldBe((true, true), $"{amended} amended, {some} of something");
    }

    [Fact]
    public void A_labelling_that_is_stopped_at_any_step_of_the_disk_labels_every_answer_once()
    {
        var stopped = 0;
        for (var seed = 0; seed < 8; seed++)
        {
            var world = new OutcomeWorld(seed, Clicks);
            while (world.Commit(OutcomeWorld.Open(new CrashingLakeFiles(world.Disk), "w"), 20))
            {
                var files = new CrashingLakeFiles(world.Disk);
                var at = 1 + new Random(seed + world.Disk.Entries.Count).Next(40);
                files.OnStep = step =>
                {
                    if (step == at)
                    {
                        throw new CrashException();
                    }
                };
                try
                {
                    Finish(new OutcomeWriter(OutcomeWorld.Open(files, $"k{at}"), OutcomeWorld.Settings(rowsMax: 15)), closes: false);
                }
                catch (Exception e) when (e is CrashException or { InnerException: CrashException })
                {
                    stopped++;
                }
            }

            var lake = OutcomeWorld.Open(new CrashingLakeFiles(world.Disk), "last");
            Finish(new OutcomeWriter(lake, OutcomeWorld.Settings(rowsMax: 15)));
            OutcomeWorld.LabelsIn(lake).ShouldBe(world.Expected(), $"seed {seed}");
        }

        stopped.ShouldBeGreaterThan(30);
    }

    [Fact]
    public void An_erasure_in_the_middle_of_a_labelling_leaves_no_row_of_the_user()
    {
        var conflicts = 0;
        for (var seed = 0; seed < 8; seed++)
        {
            var world = new OutcomeWorld(seed, Clicks);
            var other = OutcomeWorld.Open(new CrashingLakeFiles(world.Disk), "eraser");
            while (world.Commit(other, 30))
            {
            }

            var user = world.SomeUser();
            var files = new CrashingLakeFiles(world.Disk);
            var at = 1 + new Random(seed).Next(60);
            files.OnStep = step =>
            {
                if (step == at)
                {
                    files.OnStep = null;
                    conflicts++;
                    Erase(other, user);
                }
            };
            var lake = OutcomeWorld.Open(files, "labeller");
            Finish(new OutcomeWriter(lake, OutcomeWorld.Settings(rowsMax: 10)));
            if (files.OnStep is not null)
            {
                Erase(other, user);
            }

            new LakeCheck(lake).Find(user, CancellationToken.None).ShouldBeEmpty($"seed {seed}");
            new LakeCheck(lake).Verify(CancellationToken.None).ShouldBeEmpty($"seed {seed}");
            OutcomeWorld.LabelsIn(lake).ShouldBe(world.Expected(one => one == user), $"seed {seed}");
        }

        conflicts.ShouldBeGreaterThan(4);
    }

    [Fact]
    public void Another_horizon_is_refused_with_the_setting()
    {
        var world = new OutcomeWorld(1, Clicks);
        var lake = OutcomeWorld.Open(new CrashingLakeFiles(world.Disk), "w");
        world.Commit(lake, 30);
        Finish(new OutcomeWriter(lake, OutcomeWorld.Settings(100)));

        Should.Throw<LakeException>(() => new OutcomeWriter(lake, OutcomeWorld.Settings(100) with { HorizonMs = 5 }).Step(false, CancellationToken.None))
            .Message.ShouldContain("Lake:OutcomeHorizonMs");
    }

    [Fact]
    public void A_label_that_was_changed_by_hand_is_found_by_the_audit_and_equal_seeds_draw_alike()
    {
        var world = new OutcomeWorld(2, Clicks);
        var lake = OutcomeWorld.Open(new CrashingLakeFiles(world.Disk), "w");
        while (world.Commit(lake, 30))
        {
        }

        Finish(new OutcomeWriter(lake, OutcomeWorld.Settings(1_000)));
        var drawn = new OutcomeAudit(lake).Run(30, 5, CancellationToken.None);
        new OutcomeAudit(lake).Run(30, 5, CancellationToken.None).Select(one => one.Item).ShouldBe(drawn.Select(one => one.Item));
        drawn.Count.ShouldBe(30);
        drawn.Count(one => one.Item.Outcome.Label != OutcomeLabel.None).ShouldBe(15);

        var something = drawn.First(one => one.Item.Outcome.Label != OutcomeLabel.None);
        (something with { Item = something.Item with { Outcome = ItemOutcome.Nothing } }).Holds.ShouldBeFalse();
        (something with { Item = something.Item with { Outcome = something.Item.Outcome with { Offset = 9_999 } } }).Holds.ShouldBeFalse();
    }

    private static void Finish(OutcomeWriter writer, bool closes = true)
    {
        while (writer.Step(closes: false, CancellationToken.None) is not null)
        {
        }

        if (closes)
        {
            writer.Step(closes: true, CancellationToken.None);
        }
    }

    private static void Erase(ClickLake lake, string user)
    {
        foreach (var log in lake.Logs(LakeStream.Clicks).Concat(lake.Logs(LakeStream.Answers)))
        {
            new LakeRewriting(lake, log).Erase(user, CancellationToken.None);
        }

        new OutcomeFence(lake).Erase(user, CancellationToken.None);
    }
}
