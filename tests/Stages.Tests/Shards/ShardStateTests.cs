using System.Text;
using StreamReco.Models.Decoding;
using StreamReco.Models.Experiments.Assignment;
using StreamReco.Models.Experiments.Bandits;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Identity;
using StreamReco.Models.Search.Counts;
using StreamReco.Models.Segments;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Serving;
using StreamReco.Stages.State;

namespace StreamReco.Stages.Tests.Shards;

public sealed class ShardStateTests
{
    private static readonly WindowOptions _windows = new() { TrendingWindowMs = 1_000, OutOfOrdernessMs = 500 };

    [Fact]
    public void Version_1_is_written_byte_for_byte() => Convert.ToHexStringLower(Sample().ToBytes()).ShouldBe(Golden("v1"));

    [Fact]
    public void Version_1_is_read_whole()
    {
        var state = ShardState.FromBytes(Convert.FromHexString(Golden("v1")), _windows);

        (state.NextOffset, state.LatestEventMs).ShouldBe((1_000, 1_768_478_400_000));
        (state.Counters.Read, state.Counters.Applied, state.Counters.Duplicate, state.Counters.Answers, state.Counters.ControlRecords)
            .ShouldBe((5, 2, 1, 1, 1));
        state.Counters.Rejected.ToArray().ShouldBe([1, 0, 0, 0, 0, 1, 0]);
        state.Trending.Top.ShouldBe(["b", "a"]);
        state.Pending.Count.ShouldBe(2);
        state.Pending.ToSortedArray()[0].ShouldBe(new PendingRecommendation("ü", 990, 1_768_478_399_000, 1_768_478_400_500));
        Convert.ToHexStringLower(state.ToBytes()).ShouldBe(Golden("v1"));
    }

    [Fact]
    public void Version_3_holds_erasures_and_is_written_byte_for_byte()
    {
        var state = Sample();
        state.Counters.CountErasure();
        state.Counters.CountOfErased();
        state.Erased.Add(new ErasureMark("hash", 1_200, 1_768_478_400_000));
        state.Erased.Add(new ErasureMark("a hash", 900, 1_768_478_399_000));
        Convert.ToHexStringLower(state.ToBytes()).ShouldBe(Golden("v3"));

        var read = ShardState.FromBytes(Convert.FromHexString(Golden("v3")), _windows);

        (read.Counters.Erasures, read.Counters.OfErased, read.Erased.Count, read.Counters.Read).ShouldBe((1, 1, 2, 5));
        read.Erased.TryFind("hash", 1_100, long.MaxValue, out var mark).ShouldBeTrue();
        mark.ShouldBe(new ErasureMark("hash", 1_200, 1_768_478_400_000));
        Convert.ToHexStringLower(read.ToBytes()).ShouldBe(Golden("v3"));
    }

    [Fact]
    public void A_new_state_survives_the_way_through_its_bytes()
    {
        var state = ShardState.FromBytes(new ShardState(_windows).ToBytes(), _windows);

        (state.NextOffset, state.LatestEventMs, state.WatermarkMs).ShouldBe((0, long.MinValue, long.MinValue));
    }

    [Fact]
    public void Damaged_bytes_are_refused_and_never_read_as_another_state()
    {
        var bytes = Sample().ToBytes();
        for (var length = 0; length < bytes.Length; length++)
        {
            Should.Throw<InvalidDataException>(() => ShardState.FromBytes(bytes.AsSpan(0, length), _windows));
        }

        Should.Throw<InvalidDataException>(() => ShardState.FromBytes([.. bytes, 0], _windows));
        Should.Throw<InvalidDataException>(() => ShardState.FromBytes([17, .. bytes.AsSpan(1)], _windows)).Message.ShouldContain("version 17");
    }

    [Fact]
    public void Version_4_holds_the_change_of_model_and_is_written_byte_for_byte()
    {
        var state = Sample();
        state.Model = new ModelChange("bb0863e0e795", "aa0863e0e795", 990, "aa0863e0e795");

        var bytes = state.ToBytes();

        Convert.ToHexStringLower(bytes).ShouldBe(Golden("v4"));
        var read = ShardState.FromBytes(bytes, _windows);
        read.Model.ShouldBe(state.Model);
        (read.Counters.Read, read.Pending.Count).ShouldBe((5, 2));
        Convert.ToHexStringLower(read.ToBytes()).ShouldBe(Golden("v4"));
    }

    [Theory]
    [InlineData(false, "v6")]
    [InlineData(true, "v6-model")]
    public void Version_6_holds_what_trends_by_country_and_is_written_byte_for_byte(bool isChanged, string golden)
    {
        var state = Sample();
        state.Model = isChanged ? new ModelChange("bb0863e0e795", "aa0863e0e795", 990, "aa0863e0e795") : null;
        state.Countries.Add("NO", "x", state.LatestEventMs - 2_000, long.MinValue);
        state.Countries.Advance(state.WatermarkMs);
        state.Countries.Add("DE", "y", state.LatestEventMs, state.WatermarkMs);

        var bytes = state.ToBytes();

        Convert.ToHexStringLower(bytes).ShouldBe(Golden(golden));
        var read = ShardState.FromBytes(bytes, _windows);
        read.Countries.TopOf("NO").ShouldBe(["x"]);
        (read.Countries.Count, read.Model, read.Trending.Top.Count).ShouldBe((2, state.Model, 2));
        Convert.ToHexStringLower(read.ToBytes()).ShouldBe(Golden(golden));
    }

    [Fact]
    public void Version_8_holds_the_id_of_the_topic_in_front_of_any_other_version()
    {
        var state = Sample();
        state.TopicId = "u4TjX0B2QzGvS3b0c1d2eA";

        var bytes = state.ToBytes();

        Convert.ToHexStringLower(bytes).ShouldBe(Golden("v8"));
        var read = ShardState.FromBytes(Convert.FromHexString(Golden("v8")), _windows);
        (read.TopicId, read.NextOffset, read.Counters.Read).ShouldBe((state.TopicId, 1_000, 5));
        Convert.ToHexStringLower(read.ToBytes()).ShouldBe(Golden("v8"));
        var live = ShardState.FromBytes(ShardState.WithLive(bytes, [1, 2, 3]), _windows);
        (live.TopicId, Convert.ToHexString(live.Live.Span)).ShouldBe((state.TopicId, "010203"));
    }

    [Fact]
    public void Version_9_holds_the_kept_searches_and_is_written_byte_for_byte()
    {
        var state = Sample();
        state.Searches.Apply(new SearchRecord(
            "s1", "u1", "Desk lamps", 1_768_478_399_000, [new ShownItem("a", 1), new ShownItem("b", 2)])
        { Results = 7 });
        state.Searches.Apply(new SearchRecord("", "ü", "desk lamp", 1_768_478_399_500, [new ShownItem("b", 1)]));
        state.Searches.Apply("u1", "b", "s1", 1_768_478_399_900, SearchAction.Click);
        state.Searches.Apply("u1", "b", "s1", 1_768_478_399_950, SearchAction.Purchase);
        state.Searches.Apply("u1", "c", "s1", 1_768_478_399_960, SearchAction.Click);

        var bytes = state.ToBytes();

        Convert.ToHexStringLower(bytes).ShouldBe(Golden("v9"));
        var read = ShardState.FromBytes(Convert.FromHexString(Golden("v9")), _windows);
        (read.Searches.Searches, read.Searches.Unjoined, read.NextOffset, read.Counters.Read).ShouldBe((2, 1, 1_000, 5));
        (read.Searches.Queries["desk lamp"].Searches, read.Searches.Queries["desk lamp"].Items["b"].Purchases).ShouldBe((2, 1));
        Convert.ToHexStringLower(read.ToBytes()).ShouldBe(Golden("v9"));
        state.TopicId = "u4TjX0B2QzGvS3b0c1d2eA";
        ShardState.FromBytes(state.ToBytes(), _windows).Searches.Searches.ShouldBe(2);
    }

    [Fact]
    public void Version_10_with_segments_is_written_byte_for_byte_and_its_earlier_form_is_read()
    {
        var state = Sample();
        state.Experiments.TakeSegments(Encoding.UTF8.GetBytes(SegmentJson.Write(new SegmentMap(2, 0xabc, [[1, 0], [0, 1]], [20, 30]))), 6);
        state.Experiments.Define("a", Encoding.UTF8.GetBytes(ExperimentSamples.Json(ExperimentSamples.Two("a", 1, 500_000) with { Segments = [1] })), 7);
        var experiment = state.Experiments.Book.Running[0].Experiment;
        state.Experiments.Ledger.Enrol(experiment, "u0", 8, segment: 0).ShouldBe(-1);
        state.Experiments.Ledger.Enrol(experiment, "u1", 8, segment: 1).ShouldBeGreaterThanOrEqualTo(0);

        Convert.ToHexStringLower(state.ToBytes()).ShouldBe(Golden("v10-segments-packed"));
        var read = ShardState.FromBytes(Convert.FromHexString(Golden("v10-segments")), _windows);
        (read.Experiments.Segments!.Version, read.Experiments.Ledger.Find("u1")!.Enrolments[0].Segment).ShouldBe((2, 1));
        Convert.ToHexStringLower(read.ToBytes()).ShouldBe(Golden("v10-segments-packed"));
    }

    [Fact]
    public void Version_10_holds_the_experiments_is_written_byte_for_byte_and_its_earlier_form_is_read()
    {
        var state = Sample();
        state.Experiments.Define("a", Encoding.UTF8.GetBytes(ExperimentSamples.Json(ExperimentSamples.Two("a", 1, 500_000))), 7);
        state.Experiments.Ledger.Enrol(state.Experiments.Book.Running[0].Experiment, "u1", 8);
        state.Experiments.Ledger.Serve("u1", ShownList.HashOf("0-8-A"), Surface.Recommendations, 1_768_478_399_000, ["a"]);

        var bytes = state.ToBytes();

        Convert.ToHexStringLower(bytes).ShouldBe(Golden("v10-packed"));
        var read = ShardState.FromBytes(Convert.FromHexString(Golden("v10")), _windows);
        (read.Experiments.Book.Running.Count, read.Experiments.Ledger.Count, read.NextOffset, read.Counters.Read).ShouldBe((1, 1, 1_000, 5));
        Convert.ToHexStringLower(read.ToBytes()).ShouldBe(Golden("v10-packed"));
        state.TopicId = "u4TjX0B2QzGvS3b0c1d2eA";
        ShardState.FromBytes(state.ToBytes(), _windows).Experiments.Ledger.Count.ShouldBe(1);
        for (var length = 0; length < bytes.Length; length += 7)
        {
            Should.Throw<InvalidDataException>(() => ShardState.FromBytes(bytes.AsSpan(0, length), _windows));
        }
    }

    [Fact]
    public void Version_10_with_items_that_lists_tried_is_written_byte_for_byte()
    {
        var (state, tried) = (Sample(), new ListComparisons(1, 0, 0) { Tried = ShownList.HashOfItem("i7") & AnswerCode.TriedMask });
        var explore = new ArmSettings { Explore = new SlotExploration(2, 0.5, 30) { Policy = SlotPolicy.Thompson, Floor = 0.2 } };
        var experiment = ExperimentSamples.Two("a", 1, 500_000, explore);
        var user = Enumerable.Range(0, 100).Select(i => $"u{i}").First(user => experiment.ArmOf(user) == 1);
        state.Experiments.Define("a", Encoding.UTF8.GetBytes(ExperimentSamples.Json(experiment)), 7);
        state.Experiments.Ledger.Enrol(experiment, user, 8);
        state.Experiments.Ledger.Serve(user, ShownList.HashOf("0-8-A"), Surface.Recommendations, 1_768_478_399_000, ["a"]);
        state.Experiments.Ledger.Act(
            user, new ItemAction(FeedbackAction.Click, ShownList.HashOfItem("i7"), ShownList.HashOf("0-8-A"), 1_768_478_399_500) { Comparisons = tried }, [1, 0, 0]);

        var bytes = state.ToBytes();

        Convert.ToHexStringLower(bytes).ShouldBe(Golden("v10-tried"));
        var read = ShardState.FromBytes(bytes, _windows);
        read.Experiments.Ledger.TriedOf("a", 1).Of(tried.Tried.Value).ShouldBe(new SlotSum(1, 1));
        (read.Experiments.Ledger.TriedOf("a", 1).All, read.NextOffset).ShouldBe((new SlotSum(1, 1), 1_000));
        Convert.ToHexStringLower(read.ToBytes()).ShouldBe(Golden("v10-tried"));
    }

    [Fact]
    public void Version_7_holds_the_events_that_were_passed_over_and_is_written_byte_for_byte()
    {
        var state = Sample();
        state.Counters.CountPassedOver();
        state.Counters.CountPassedOver();

        var bytes = state.ToBytes();

        Convert.ToHexStringLower(bytes).ShouldBe(Golden("v7"));
        var read = ShardState.FromBytes(bytes, _windows);
        (read.Counters.PassedOver, read.Counters.Read, read.Countries.Count, read.Model).ShouldBe((2, 7, 0, null));
        read.Counters.AssertInvariants();
        Convert.ToHexStringLower(read.ToBytes()).ShouldBe(Golden("v7"));
    }

    [Fact]
    public void Version_16_holds_what_was_linked_and_is_written_byte_for_byte()
    {
        var state = Sample();
        state.Identity = new ShardIdentity();
        state.Identity.Change(new IdentityPolicy(), 990);
        for (var i = 0; i < 3; i++)
        {
            state.Identity.CountLinked();
        }

        state.Identity.CountMerged(30);
        state.Identity.CountMerged(10);
        for (var i = 0; i < 17; i++)
        {
            state.Identity.CountForwarded();
        }

        state.Identity.CountUnlinked();
        state.Identity.CountRefused(LinkRefusal.Shared);
        state.Identity.CountRefused(LinkRefusal.Shared);
        state.Identity.CountRefused(LinkRefusal.Consent);

        var bytes = state.ToBytes();

        Convert.ToHexStringLower(bytes).ShouldBe(Golden("v16"));
        var read = ShardState.FromBytes(bytes, _windows);
        (read.Identity!.Policy, read.Identity.Offset, read.Identity.MergedEvents, read.NextOffset, read.Counters.Read)
            .ShouldBe((new IdentityPolicy(), 990, 40, 1_000, 5));
        Convert.ToHexStringLower(read.ToBytes()).ShouldBe(Golden("v16"));
        ShardState.FromBytes(Convert.FromHexString(Golden("v14")), _windows).Identity.ShouldBeNull();
        for (var length = 0; length < bytes.Length; length += 7)
        {
            Should.Throw<InvalidDataException>(() => ShardState.FromBytes(bytes.AsSpan(0, length), _windows));
        }
    }

    private static ShardState Sample()
    {
        var state = new ShardState(_windows) { NextOffset = 1_000, LatestEventMs = 1_768_478_400_000 };
        state.Counters.CountApplied();
        state.Counters.CountApplied();
        state.Counters.CountDuplicate();
        state.Counters.CountRejected(FailureType.Malformed);
        state.Counters.CountRejected(FailureType.Late);
        state.Counters.CountAnswer();
        state.Counters.CountControlRecord();
        foreach (var item in new[] { "a", "b", "b" })
        {
            state.Trending.Add(item, state.LatestEventMs - 2_000);
        }

        state.Trending.Advance(state.WatermarkMs);
        state.Trending.Add("c", state.LatestEventMs);
        var later = new PendingRecommendation("u1", 995, 1_768_478_399_500, 1_768_478_401_000);
        var sooner = new PendingRecommendation("ü", 990, 1_768_478_399_000, 1_768_478_400_500);
        state.Pending.Put(later);
        state.Pending.Put(sooner);
        return state;
    }

    private static string Golden(string version)
    {
        using var stream = typeof(ShardStateTests).Assembly.GetManifestResourceStream($"shard-state.{version}.hex")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("");
    }
}
