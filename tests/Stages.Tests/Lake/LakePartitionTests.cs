using FsCheck;
using FsCheck.Fluent;
using StreamReco.Models.Data;
using StreamReco.Models.Lake;
using StreamReco.Stages.History;
using StreamReco.Stages.Lake;
using StreamReco.Stages.Tests.Shards;
using StreamReco.Stages.Verdicts;

namespace StreamReco.Stages.Tests.Lake;

/// <summary>The lake holds what the fold applied, and gives training what the topic would give.</summary>
public sealed class LakePartitionTests
{
    private static readonly Config _config = Config.QuickThrowOnFailure.WithMaxTest(25);

    [Fact]
    public void The_rows_are_the_applied_offsets_however_the_work_is_cut() => Check(scenario => scenario, scene =>
    {
        var lake = scene.Open();
        scene.Write(lake, rowsPerSpan: 1 + (scene.Verdicts.Count % 9), stepsPerOwner: 3);

        new LakeCheck(lake).Verify(CancellationToken.None).ShouldBeEmpty();
        var (events, rejected) = Read(lake);
        var offsets = scene.Offsets();
        var erased = ErasedOffsets(scene);
        OffsetsOf(events).ShouldBe(LakeScene.AppliedOf(offsets).Except(erased).Order());
        OffsetsOf(rejected).ShouldBe(offsets.Where(group => VerdictKinds.FailureOf(group.Key) is not null || group.Key is Verdict.Duplicate or Verdict.Quarantined)
            .SelectMany(group => group).Except(erased).Order());
        lake.LogOf(0).Spans().Sum(span => span.Verdicts.Values.Sum()).ShouldBe(scene.Log.NextOffset);
    });

    [Fact]
    public void Clicks_of_a_span_of_the_lake_are_those_of_the_topic() => Check(WithoutErasures, scene =>
    {
        var lake = scene.Open();
        scene.Write(lake, rowsPerSpan: 10);
        foreach (var (from, to) in SpansOf(scene))
        {
            var fromTopic = FromTopic(scene, from, to);
            var fromLake = FromLake(scene, lake, from, to);

            fromLake.ShouldBe(fromTopic);
        }
    });

    [Fact]
    public void Compaction_leaves_the_same_rows_in_fewer_files()
    {
        var scene = new LakeScene(Long());
        var lake = scene.Open();
        scene.Write(lake, rowsPerSpan: 3);
        var (before, files) = (OffsetsOf(Read(lake).Events), lake.LogOf(0).Live().Count);

        new LakeRewriting(lake, lake.LogOf(0)).Compact(CancellationToken.None);

        OffsetsOf(Read(lake).Events).ShouldBe(before);
        lake.LogOf(0).Live().Count.ShouldBeLessThan(files);
        new LakeCheck(lake).Verify(CancellationToken.None).ShouldBeEmpty();
    }

    [Fact]
    public void Offsets_without_a_verdict_end_the_work_or_are_counted_as_unknown()
    {
        var scene = new LakeScene(Long());
        scene.Verdicts.RemoveAt(1);
        var lake = scene.Open();

        Should.Throw<LakeException>(() => scene.Write(lake, rowsPerSpan: 1_000)).Message.ShouldContain("--accept-gaps");
        scene.Write(lake, rowsPerSpan: 1_000, acceptsGaps: true);

        lake.LogOf(0).Spans().Sum(span => span.Verdicts.GetValueOrDefault("unknown")).ShouldBeGreaterThan(0);
        new LakeCheck(lake).Verify(CancellationToken.None).ShouldBeEmpty();
    }

    [Fact]
    public void Verdicts_that_come_again_are_passed()
    {
        var scene = new LakeScene(Long());
        scene.Verdicts.Insert(1, scene.Verdicts[0]);
        var lake = scene.Open();

        scene.Write(lake, rowsPerSpan: 4);

        OffsetsOf(Read(lake).Events).ShouldBe(LakeScene.AppliedOf(scene.Offsets()).Distinct().Order());
    }

    [Fact]
    public void A_second_owner_of_the_partition_commits_nothing_twice()
    {
        var scene = new LakeScene(Long());
        var lake = scene.Open();
        using var first = scene.Partition(lake, rowsPerSpan: 1_000);
        using var second = scene.Partition(ClickLake.Begin(lake.Files, "clicks", new LakeWriter("v", "test", TimeProvider.System)), 1_000);
        Drain(first);
        Drain(second);

        first.Commit();
        Should.Throw<LakeConflictException>(second.Commit);

        OffsetsOf(Read(lake).Events).ShouldBe(LakeScene.AppliedOf(scene.Offsets()).Order());
        new LakeCheck(lake).Verify(CancellationToken.None).ShouldBeEmpty();
    }

    [Fact]
    public void Answers_are_kept_until_they_are_declared_void() => Check(scenario => scenario, scene =>
    {
        var lake = scene.Open();
        scene.WriteAnswers(lake, rowsPerSpan: 1 + (scene.Answers.Count % 7), stepsPerOwner: 2);

        new LakeCheck(lake).Verify(CancellationToken.None).ShouldBeEmpty();
        var rows = new AnswerRows();
        foreach (var file in lake.Logs(LakeStream.Answers).SelectMany(log => log.Live()))
        {
            rows.Read(lake.Files, file.Path);
        }

        rows.Places().Select(place => place.Offset).Order().ShouldBe(
            scene.Answers.Where(answer => answer.Value is not null && !IsVoid(scene, answer)).Select(answer => answer.Offset));
    });

    private static bool IsVoid(LakeScene scene, StreamReco.Stages.Records.LogRecord answer) => scene.Answers.Any(
        other => other.Value is null && other.Offset > answer.Offset && other.Key.AsSpan().SequenceEqual(answer.Key));

    private static void Drain(LakePartition partition)
    {
        while (!partition.IsAtEnd)
        {
            partition.Step(TimeSpan.Zero, CancellationToken.None);
        }
    }

    private static void Check(Func<Scenario, Scenario> change, Action<LakeScene> check) => Prop.ForAll(Scenario.Any(), scenario =>
    {
        var scene = new LakeScene(change(scenario));
        check(scene);
    }).Check(_config);

    /// <summary>What is taken away from users, and what is held back from them, the topic still has.</summary>
    private static Scenario WithoutErasures(Scenario scenario) =>
        scenario with { Clicks = [.. scenario.Clicks.Where(click => click.Kind != ClickKind.Erasure && !Scenario.HoldsBack(click))] };

    /// <summary>60 clicks over three days.</summary>
    private static Scenario Long() => new(
        [.. Enumerable.Range(0, 60).Select(i => new Click(ClickKind.View, i % 5, i % 7, i % 20 == 19 ? 86_400_000 : 500))],
        [.. Enumerable.Range(0, 12).Select(_ => new Step(5, Incident.None))], IntervalMs: 0);

    private static (EventRows Events, RejectedRows Rejected) Read(ClickLake lake)
    {
        var (events, rejected) = (new EventRows(), new RejectedRows());
        foreach (var file in lake.LogOf(0).Live())
        {
            ILakeRows rows = file.Table == EventRows.Name ? events : rejected;
            rows.Read(lake.Files, file.Path);
        }

        return (events, rejected);
    }

    private static IEnumerable<long> OffsetsOf(EventRows rows) => rows.Places().Select(place => place.Offset).Order();

    private static IEnumerable<long> OffsetsOf(RejectedRows rows) => rows.Places().Select(place => place.Offset).Order();

    /// <summary>Offsets of clicks that name a user who is erased further on.</summary>
    private static HashSet<long> ErasedOffsets(LakeScene scene)
    {
        var erased = new HashSet<long>();
        foreach (var erasure in scene.Log.Records.Where(record => record.Kind == StreamReco.Stages.Records.LogRecordKind.Erasure))
        {
            var user = $"\"{System.Text.Encoding.UTF8.GetString(erasure.Key!)}\"";
            erased.UnionWith(scene.Log.Records.Where(record => record.Offset < erasure.Offset
                && System.Text.Encoding.UTF8.GetString(record.Value!).Contains(user, StringComparison.Ordinal)).Select(record => record.Offset));
        }

        return erased;
    }

    private static IEnumerable<(long? From, long? To)> SpansOf(LakeScene scene)
    {
        if (scene.Log.Records.Count == 0)
        {
            return [];
        }

        var (first, last) = (scene.Log.Records[0].TimestampMs, scene.Log.Records[^1].TimestampMs);
        return
        [
            (null, null), (first + ((last - first) / 3), null), (null, first + ((last - first) / 2)),
            (first + ((last - first) / 4), first + ((last - first) / 4 * 3)),
        ];
    }

    private static string FromTopic(LakeScene scene, long? from, long? to)
    {
        var clicks = new SpanClicks(scene.Options);
        foreach (var record in scene.Log.Records.SkipWhile(record => record.TimestampMs < from).TakeWhile(record => !(record.TimestampMs >= to)))
        {
            clicks.Add(0, record);
        }

        return clicks.IsEmpty ? "" : TextOf(clicks.Build());
    }

    private static string FromLake(LakeScene scene, ClickLake lake, long? from, long? to)
    {
        try
        {
            return TextOf(new LakeClicks(lake, scene.Options).Read(
                from is null ? null : DateTimeOffset.FromUnixTimeMilliseconds(from.Value),
                to is null ? null : DateTimeOffset.FromUnixTimeMilliseconds(to.Value), (_, _) => { }, CancellationToken.None));
        }
        catch (DataFileException)
        {
            return "";
        }
    }

    private static string TextOf(ClickDataset data) => string.Join('\n', data.Clicks);
}
