using System.Text;
using StreamReco.Models.Experiments.Assignment;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Segments;
using StreamReco.TestKit.Events;
using StreamReco.TestKit.Scoring;
using StreamReco.TestKit.Shards;

namespace StreamReco.Stages.Tests.Shards;

/// <summary>
/// Segments are a part of the fold: who belongs to which follows from the log. That any cut and crash leaves the same ones is shown by
/// <see cref="FoldPropertyTests"/>, whose logs have segments too.
/// </summary>
public sealed class SegmentFoldTests
{
    private const long StartMs = 1_768_478_400_000;
    private const int Users = 60;
    private const int Bytes = 1 << 20;

    [Fact]
    public async Task An_experiment_of_a_segment_draws_its_users_and_no_others_and_keeps_them_when_the_segments_change()
    {
        var log = new PartitionLog();
        View(log);
        var segments = await FitAsync(log);
        log.AddSegments(SegmentJson.Write(segments), StartMs);
        log.AddExperiment("a", ExperimentSamples.Json(ExperimentSamples.Two("a", 1, ShareRange.Whole / 2) with { Segments = [1] }), StartMs);
        View(log);
        using var owner = await OpenAsync(log);

        var ledger = owner.Fold.Experiments.Ledger;
        string[] expected = [.. Enumerable.Range(0, Users).Select(user => $"u{user}").Where(user => segments.SegmentOf(owner.Fold.Find(user, null)!) == 1)];
        expected.Length.ShouldBeInRange(SegmentFit.UsersMin, Users - SegmentFit.UsersMin);
        ledger.Units.Keys.Order(StringComparer.Ordinal).ShouldBe(expected.Order(StringComparer.Ordinal));
        ledger.Units.Values.ShouldAllBe(unit => unit.Enrolments[0].Segment == 1);
        (await owner.QueryAsync(expected[0])).Arms.Arms.ShouldHaveSingleItem();
        var outside = Enumerable.Range(0, Users).Select(user => $"u{user}").First(user => !expected.Contains(user));
        (await owner.QueryAsync(outside)).Arms.Arms.ShouldBeEmpty();

        log.AddSegments(SegmentJson.Write(new SegmentMap(2, segments.Space, [.. segments.Centroids.Reverse()], [.. segments.Users.Reverse()])), StartMs);
        await owner.RunAsync(log.Slice(owner.NextOffset, log.NextOffset));
        ledger.Find(expected[0])!.Enrolments.ShouldHaveSingleItem().Segment.ShouldBe(1, "a user keeps the arm and the segment by which it was drawn");
        (await owner.QueryAsync(expected[0])).Arms.Arms.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Without_segments_or_with_those_of_another_model_nobody_is_drawn_into_an_experiment_of_one()
    {
        var log = new PartitionLog();
        log.AddExperiment("a", ExperimentSamples.Json(ExperimentSamples.Two("a", 1, ShareRange.Whole / 2) with { Segments = [0] }), StartMs);
        View(log);
        log.AddSegments(SegmentJson.Write(new SegmentMap(1, 99, [[1, 0, 0, 0]], [20])), StartMs);
        View(log);
        using var owner = await OpenAsync(log);

        owner.Fold.Experiments.Ledger.Count.ShouldBe(0);
        owner.Fold.Experiments.Segments!.Version.ShouldBe(1);
    }

    [Fact]
    public async Task Segments_of_an_earlier_version_change_nothing_and_what_cannot_be_read_is_reported()
    {
        var log = new PartitionLog();
        log.AddSegments(Segments(2), StartMs);
        log.AddSegments(Segments(1), StartMs);
        log.AddSegments("{", StartMs);
        using var owner = await OpenAsync(log);

        owner.Fold.Experiments.Segments!.Version.ShouldBe(2);
        owner.Fold.Experiments.Refused.ShouldNotBeNull().ShouldStartWith("segments at offset 2: ");
        owner.Counters.ControlRecords.ShouldBe(3);
    }

    [Fact]
    public async Task A_report_by_segment_has_the_users_of_each()
    {
        var log = new PartitionLog();
        View(log);
        var segments = await FitAsync(log);
        log.AddSegments(SegmentJson.Write(segments), StartMs);
        log.AddExperiment("a", ExperimentSamples.Json(ExperimentSamples.Two("a", 1, ShareRange.Whole / 2)), StartMs);
        var first = log.NextOffset;
        View(log);
        for (var user = 0; user < Users; user++)
        {
            log.Add(EventBytes.Of("view_item_list", $"u{user}", ["i1"], StartMs + 1_000, $"l{user}", list: $"0-{first + user}-A"), StartMs + 1_000);
        }

        log.Add(EventBytes.Home("late", StartMs + 7_200_000), StartMs + 7_200_000);
        using var owner = await OpenAsync(log);

        var parts = SegmentTally.Of(owner.Fold.Experiments.Ledger, "a", ExperimentMetric.ClickThrough, owner.WatermarkMs);
        var lines = LiftOfSegment.Of(owner.Fold.Experiments.Book.VersionsOf("a"), parts);

        parts.GroupBy(part => part.Part).ToDictionary(part => part.Key, part => part.Sum(one => one.Sums.Units)).ShouldBe(
            Enumerable.Range(0, Users).GroupBy(user => segments.SegmentOf(owner.Fold.Find($"u{user}", null)!)!.Value)
                .ToDictionary(segment => segment.Key, segment => (long)segment.Count()), ignoreOrder: true);
        lines.Select(line => line.Segment).ShouldBe([0, 1]);
    }

    private static string Segments(int version) => SegmentJson.Write(new SegmentMap(version, 7, [[1, 0, 0, 0]], [20]));

    private static async Task<SegmentMap> FitAsync(PartitionLog log)
    {
        using var owner = await OpenAsync(log);
        var (space, vectors) = owner.Fold.SampleVectors(Bytes, 0);
        vectors.Count.ShouldBe(Users);
        owner.Fold.SampleVectors(Bytes, 1).Vectors.ShouldBeEmpty();
        return SegmentFit.Fit(vectors, 2, space, null)!;
    }

    /// <summary>Half of the users look at one item, half at another, twice.</summary>
    private static void View(PartitionLog log)
    {
        for (var user = 0; user < Users; user++)
        {
            log.Add(EventBytes.View($"u{user}", user % 2 == 0 ? "i1" : "i7", StartMs, $"e{log.NextOffset}"), StartMs);
        }
    }

    private static async Task<ShardHarness> OpenAsync(PartitionLog log)
    {
        var setup = new ShardSetup(SmallModel.Create(items: 12)) { Options = new PipelineOptions { Rerank = { Items = 4 } } };
        var owner = await ShardHarness.OpenAsync(setup, new InMemoryShardSink(new InMemoryCommitLog()));
        await owner.RunAsync(log.Batches(0, [7]));
        return owner;
    }
}
