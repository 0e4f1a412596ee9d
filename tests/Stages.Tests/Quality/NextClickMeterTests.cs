using StreamReco.Stages.Batches;
using StreamReco.Stages.Quality;
using StreamReco.Stages.Recommendations;
using StreamReco.Stages.Tests.Recommendations;

namespace StreamReco.Stages.Tests.Quality;

/// <summary>In the model of these tests i11 is the most popular item, then i10, and so on.</summary>
public sealed class NextClickMeterTests
{
    private readonly QualitySums _sums = new();

    [Fact]
    public void A_click_on_an_item_of_the_last_answer_counts_with_its_rank_there_and_among_the_popular()
    {
        var meter = Meter(items: 3);

        meter.Observe(Clicked("i0", at: 1), Answer("i5", "i10", "i2"));
        meter.Observe(Clicked("i10", at: 2, before: "i0"), Answer("i1", "i3", "i4"));

        // The plain answer to the first click is i11, i10, i9.
        Counts.ShouldBe(new QualityCounts(Clicks: 1, Hits: 1, ReciprocalRanks: 0.5, PopularHits: 1, PopularReciprocalRanks: 0.5));
    }

    [Fact]
    public void A_click_elsewhere_is_a_miss_and_the_newest_answer_is_the_one_that_counts()
    {
        var meter = Meter(items: 2);

        meter.Observe(Clicked("i0", at: 1), Answer("i5", "i6"));
        meter.Observe(Clicked("i1", at: 2, before: "i0"), Answer("i7", "i8"));
        meter.Observe(Clicked("i5", at: 3, before: "i1"), Answer("i2"));

        Counts.ShouldBe(new QualityCounts(Clicks: 2, Hits: 0, ReciprocalRanks: 0, PopularHits: 0, PopularReciprocalRanks: 0));
    }

    [Fact]
    public void The_plain_answer_leaves_out_the_history_where_answers_do()
    {
        var leaving = Meter(items: 1);
        var sums = new QualitySums();
        var keeping = new NextClickMeter(sums, Requests.Model, leavesOutSeen: false, items: 1, usersMax: 10);

        foreach (var meter in (NextClickMeter[])[leaving, keeping])
        {
            meter.Observe(Clicked("i11", at: 1), Answer("i0"));
            meter.Observe(Clicked("i10", at: 2, before: "i11"), Answer("i0"));
        }

        Counts.PopularHits.ShouldBe(1);
        sums.Models.Single().Counts.PopularHits.ShouldBe(0);
    }

    [Fact]
    public void What_is_no_touch_of_an_item_is_not_judged_but_its_answer_is_remembered()
    {
        var meter = Meter(items: 2);

        meter.Observe(Clicked("i0", at: 1), Answer("i5"));
        meter.Observe(Requests.Make([("i0", 1)], [], asOfMs: 2), Answer("i6")); // a search
        meter.Observe(Clicked("i6", at: 3, before: "i0"), Answer("i1"));

        Counts.Clicks.ShouldBe(1);
        Counts.Hits.ShouldBe(1);
    }

    [Fact]
    public void An_erased_user_begins_anew_and_no_more_users_are_remembered_than_the_bound()
    {
        var meter = Meter(items: 2, usersMax: 1);
        meter.Observe(Clicked("i0", at: 1), Answer("i5"));
        meter.Forget("u");
        meter.Observe(Clicked("i5", at: 2), Answer("i6"));
        Counts.Clicks.ShouldBe(0);

        meter.Observe(Clicked("i6", at: 3, before: "i5"), Answer("i7"));
        Counts.Clicks.ShouldBe(1);
    }

    [Fact]
    public void Nothing_is_judged_where_the_bound_is_zero()
    {
        var meter = Meter(items: 2, usersMax: 0);
        meter.Observe(Clicked("i0", at: 1), Answer("i5"));
        meter.Observe(Clicked("i5", at: 2, before: "i0"), Answer("i6"));

        Counts.Clicks.ShouldBe(0);
    }

    [Fact]
    public void The_shards_of_a_process_add_to_one_sum_for_each_model_version()
    {
        Meter(items: 2);
        Meter(items: 2);

        var model = _sums.Models.ShouldHaveSingleItem();
        (model.Model, model.Version).ShouldBe((Requests.Model.Manifest.Name, Requests.Model.Manifest.Version));
    }

    private QualityCounts Counts => _sums.Models.Single().Counts;

    private NextClickMeter Meter(int items, int usersMax = 10) =>
        new(_sums, Requests.Model, leavesOutSeen: true, items, usersMax);

    private static RecommendationRequest Clicked(string item, long at, string? before = null) =>
        Requests.Make(before is null ? [(item, at)] : [(before, at - 1), (item, at)], [], asOfMs: at);

    private static RankedItem[] Answer(params string[] items) =>
        [.. items.Select(item => new RankedItem(item, 0, ReasonKind.Taste, []))];
}
