using StreamReco.Models.Search.Ranking;
using StreamReco.Models.Search.Training;

namespace StreamReco.Models.Tests.Search.Training;

public sealed class SearchTrainingTests
{
    private const int F = SearchFeatures.Count;

    [Fact]
    public void Judgments_that_follow_a_feature_give_it_weight_and_noise_gives_none()
    {
        var ranker = new CoordinateTrainer(new CoordinateTraining()).Train(Queries(60, SearchFeatures.LastPlace), CancellationToken.None);
        ranker.Linear[SearchFeatures.LastPlace].ShouldBeGreaterThan(0.02f);
        Math.Abs(ranker.Linear[SearchFeatures.InOrder]).ShouldBeLessThan(ranker.Linear[SearchFeatures.LastPlace] / 2);
    }

    [Fact]
    public void The_same_judgments_and_seed_give_the_same_ranker()
    {
        var queries = Queries(20, SearchFeatures.LastPlace);
        var first = new CoordinateTrainer(new CoordinateTraining()).Train(queries, CancellationToken.None);
        new CoordinateTrainer(new CoordinateTraining()).Train(queries, CancellationToken.None).Linear.ShouldBe(first.Linear);
    }

    [Fact]
    public void Without_a_good_item_the_fixed_mix_stays()
    {
        RankedQuery[] none = [new(1, new float[3 * F], [0, 0, -1])];
        new CoordinateTrainer(new CoordinateTraining()).Train(none, CancellationToken.None).ShouldBe(SearchRanker.Fixed);
    }

    [Fact]
    public void The_features_have_names_and_the_layout_has_them_all()
    {
        SearchFeatures.Names.Count.ShouldBe(F);
        SearchFeatures.Names.ShouldBeUnique();
        SearchFeatures.Names.ShouldAllBe(name => name.Contains(':'));
        SearchFeatures.Names[SearchFeatures.QueryEntropy].ShouldBe("query:entropy");
        SearchFeatures.Names[SearchFeatures.TasteGated].ShouldBe("you:gated");
        SearchFeatures.Names[SearchFeatures.ClickValue].ShouldBe("clicks:value");
        SearchFeatures.Names[SearchFeatures.BestField].ShouldBe("text:field");
        SearchFeatures.Names[SearchFeatures.PriceGated].ShouldBe("you:gated_price");
        SearchFeatures.Names[SearchFeatures.OnlineVector].ShouldBe("you:online");
        SearchFeatures.Names[SearchFeatures.SessionCosine].ShouldBe("you:encoder");
        SearchFeatures.Names[SearchFeatures.CountedClicks].ShouldBe("counts:clicks");
        SearchFeatures.Names[SearchFeatures.CountedClicks + SearchFeatures.Counters - 1].ShouldBe("counts:ends");
    }

    [Fact]
    public void What_other_queries_do_not_confirm_leaves_the_fixed_mix_as_a_rule()
    {
        var stays = 0;
        for (var seed = 0; seed < 8; seed++)
        {
            var random = new Random(seed);
            var noise = Queries(30, SearchFeatures.LastPlace)
                .Select(query => query with { Grades = [.. query.Grades.OrderBy(_ => random.Next())] }).ToArray();
            var ranker = new ShrunkTrainer(new CoordinateTraining { Draws = 1, Seed = seed }).Train(noise, CancellationToken.None);
            stays += ReferenceEquals(ranker, SearchRanker.Fixed) ? 1 : 0;
        }

        stays.ShouldBeGreaterThanOrEqualTo(4); // by chance alone a gain of one standard error is one case in six
    }

    [Fact]
    public void What_other_queries_confirm_is_taken()
    {
        var ranker = new ShrunkTrainer(new CoordinateTraining { Draws = 2 })
            .Train(Queries(60, SearchFeatures.LastPlace), CancellationToken.None);
        ranker.Linear[SearchFeatures.LastPlace].ShouldBeGreaterThan(0.02f);
    }

    /// <summary>Ten candidates a query, the best of which has the highest value of a feature.</summary>
    private static RankedQuery[] Queries(int count, int feature)
    {
        var random = new Random(4);
        return
        [
            .. Enumerable.Range(0, count).Select(_ =>
            {
                var features = new float[10 * F];
                for (var row = 0; row < 10; row++)
                {
                    features[(row * F) + SearchFeatures.TextShare] = random.NextSingle() * 0.05f;
                    features[(row * F) + SearchFeatures.InOrder] = random.NextSingle();
                    features[(row * F) + feature] = random.NextSingle();
                }

                var best = Enumerable.Range(0, 10).MaxBy(row => features[(row * F) + feature]);
                return new RankedQuery(1, features, [.. Enumerable.Range(0, 10).Select(row => row == best ? 3 : 0)]);
            }),
        ];
    }
}
