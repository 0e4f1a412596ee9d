using FsCheck;
using FsCheck.Fluent;
using StreamReco.Models.Retrieval.Pairs;
using StreamReco.Models.Retrieval.Tables;

namespace StreamReco.Models.Tests.Retrieval;

public sealed class PairTableTests
{
    private static readonly ParallelOptions _one = new() { MaxDegreeOfParallelism = 1 };

    [Fact]
    public void Pairs_count_by_one_over_their_distance_in_both_directions()
    {
        var pairs = PairTable.Fit(Logs.Of(4, [0, 1, 2], [0, 1]), new PairSettings(), _one);

        pairs.ItemsOf(0).ToArray().ShouldBe([1, 2]);
        pairs.NextOf(0).ToArray().ShouldBe([2f, 0]);
        pairs.AfterOf(0).ToArray().ShouldBe([2, 0.5f]);
        pairs.BeforeOf(2).ToArray().ShouldBe([0.5f, 1]);
        pairs.AfterSum(0).ShouldBe(2.5f);
        pairs.NextSum(1).ShouldBe(1);
        pairs.ItemsOf(3).Length.ShouldBe(0);
    }

    [Fact]
    public void Clicks_further_apart_than_the_steps_are_no_pair_and_only_the_strongest_pairs_stay()
    {
        var log = Logs.Of(5, [0, 1, 2, 3], [0, 1], [0, 4]);

        PairTable.Fit(log, new PairSettings { Steps = 2 }, _one).ItemsOf(0).ToArray().ShouldBe([1, 2, 4]);
        var pruned = PairTable.Fit(log, new PairSettings { PairsMax = 2 }, _one);
        pruned.ItemsOf(0).ToArray().ShouldBe([1, 4]);
        pruned.NextSum(0).ShouldBe(3, "sums keep what the table does not");
    }

    [Fact]
    public void An_older_session_weighs_less()
    {
        var pairs = PairTable.Fit(Logs.Of(3, [0, 1], [0, 2]), new PairSettings { AgeShare = 0.5 }, _one);

        pairs.NextOf(0)[1].ShouldBe(1);
        pairs.NextOf(0)[0].ShouldBe(MathF.Exp(-1), 1e-6);
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits() => Prop.ForAll(
        ArbMap.Default.ArbFor<PositiveInt>(), seed =>
        {
            var log = Logs.Of(600, Logs.Random(seed.Get, 300, 600));
            var one = PairTable.Fit(log, new PairSettings { AgeShare = 0.3, PairsMax = 5 }, _one);
            var four = PairTable.Fit(
                log, new PairSettings { AgeShare = 0.3, PairsMax = 5 }, new ParallelOptions { MaxDegreeOfParallelism = 4 });
            for (var row = 0; row < 600; row++)
            {
                four.ItemsOf(row).ToArray().ShouldBe(one.ItemsOf(row).ToArray());
                four.AfterOf(row).ToArray().ShouldBe(one.AfterOf(row).ToArray());
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Transitions_are_shares_of_what_came_right_after_drawn_to_zero()
    {
        var source = new TransitionsSource(PairTable.Fit(Logs.Of(4, [0, 1, 2], [0, 2], [0, 1]), new PairSettings(), _one));

        var scores = Logs.Ask(source, 4, 3, 0);

        scores[1].ShouldBe(2f / 5);
        scores[2].ShouldBe(1f / 5);
    }

    [Fact]
    public void Rules_weigh_newer_clicks_and_what_followed_more_and_name_the_click_that_said_it()
    {
        var settings = new RulesSettings { QueryDecay = 1, Shrinkage = 1, ReverseFactor = 0.5f };
        var source = new RulesSource(
            PairTable.Fit(Logs.Of(5, [0, 1], [2, 0], [3, 4]), new PairSettings(), _one), settings);
        Span<int> places = stackalloc int[2];

        var scores = Logs.Ask(source, 5, 0, 3);

        scores[4].ShouldBe(1f / 2);
        scores[1].ShouldBe(MathF.Exp(-1) / 2, 1e-6);
        scores[2].ShouldBe(0.5f * MathF.Exp(-1) / 2, 1e-6);
        source.Explain(Logs.Query(0, 3), 1, places).ShouldBe(1);
        places[0].ShouldBe(0);
    }
}
