using StreamReco.Models.Ranking;
using StreamReco.Models.Search.Ranking;

namespace StreamReco.Models.Tests.Search.Ranking;

/// <summary>A ranker of an earlier program is given the features that it was trained on.</summary>
public sealed class RankColumnsTests
{
    /// <summary>The layout of the program before counters, with two columns that it never filled.</summary>
    private static readonly RankLayout _earlier = new(
        SearchFeatures.Candidates,
        [
            .. SearchFeatures.Names.Take(SearchFeatures.CountedClicks)
                .Select(name => name switch { "you:online" => "you:vector", "you:encoder" => "you:session", _ => name }),
        ]);

    [Fact]
    public void The_layout_of_the_program_before_is_known_by_its_hash() => _earlier.Hash().ShouldBe("3c98c2adfddc04bd");

    [Fact]
    public async Task A_ranker_with_fewer_columns_scores_and_explains_what_it_knows()
    {
        var linear = new float[RankLayout.Classes * _earlier.Features.Count];
        for (var weight = 0; weight < linear.Length; weight++)
        {
            linear[weight] = weight % _earlier.Features.Count;
        }

        var hidden = new float[HiddenLayer.Block];
        var model = new RankerModel(
            _earlier.Features.Count, HiddenLayer.Block, linear, new float[_earlier.Features.Count * HiddenLayer.Block], hidden, hidden);
        var ranker = GraphRanker.Of("earlier", new TrainedRanker(_earlier, model, default), (given, _) =>
        {
            given.Width.ShouldBe(_earlier.Features.Count);
            model.Score(given);
            return Task.CompletedTask;
        });

        var request = new RankRequest(SearchFeatures.Layout) { Count = 2 };
        request.Features.AsSpan(0, 2 * SearchFeatures.Count).Fill(1);
        request.FeaturesOf(1)[SearchFeatures.Price] = 3;
        await ranker!.ScoreAsync(request, CancellationToken.None);

        var all = Enumerable.Range(0, _earlier.Features.Count).Sum() - SearchFeatures.OnlineVector - SearchFeatures.SessionCosine;
        request.Scores[0].ShouldBe(all);
        request.Scores[1].ShouldBe(all + (2 * SearchFeatures.Price));
        ranker.Reasons.Of(request.FeaturesOf(1), 0).Sum(reason => reason.Share).ShouldBe(request.Scores[1]);
        var listed = ranker.Reasons.FeaturesOf(request.FeaturesOf(1), 0);
        listed.Count.ShouldBe(SearchFeatures.Count);
        listed[SearchFeatures.OnlineVector].Share.ShouldBe(0);
        listed[SearchFeatures.Price].Share.ShouldBe(3 * SearchFeatures.Price);
    }

    [Fact]
    public void A_layout_with_a_column_that_the_program_does_not_compute_or_of_other_size_is_none()
    {
        RankColumns.Of(new RankLayout(SearchFeatures.Candidates, ["text:share", "text:of_tomorrow"])).ShouldBeNull();
        RankColumns.Of(_earlier with { Candidates = 10 }).ShouldBeNull();
        RankColumns.Of(SearchFeatures.Layout)!.IsOwn.ShouldBeTrue();
        RankColumns.Of(_earlier)!.IsOwn.ShouldBeFalse();
    }
}
