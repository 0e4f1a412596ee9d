using StreamReco.Models.Ranking;

namespace StreamReco.Models.Tests.Ranking;

public sealed class SourceInfluenceTests
{
    private static readonly RankPlan Plan = new()
    {
        Sources = [new RankSource("knn", 1), new RankSource("rules", 0.5f), new RankSource("popular", 0.1f)],
    };

    [Fact]
    public void The_source_whose_absence_costs_most_is_named()
    {
        var influence = new SourceInfluence(Plan, RankerModel.OfMix(Plan));
        var request = new RankRequest(Plan.Layout()) { Count = 3 };
        Set(request, 0, knn: 0.2f, rules: 0.9f, popular: 1); // 0.2, 0.45, 0.1
        Set(request, 1, knn: 0.9f, rules: 0.9f, popular: 0);

        influence.Strongest(request, 0).ShouldBe(1);
        influence.Strongest(request, 1).ShouldBe(0);
        influence.Strongest(request, 2).ShouldBe(-1);
    }

    [Fact]
    public void What_a_source_is_worth_is_the_score_with_its_features_less_the_score_without_them()
    {
        var random = new Random(5);
        var layout = Plan.Layout();
        var ranker = RankSamples.Model(layout, 64, random);
        var influence = new SourceInfluence(Plan, ranker);
        for (var i = 0; i < 50; i++)
        {
            var request = RankSamples.Request(layout, random);
            var whole = ranker.Score(request.FeaturesOf(0), request.LengthClass);

            var named = influence.Strongest(request, 0);

            var worth = Plan.Sources.Select(source => whole - Without(source)).ToArray();
            worth[named].ShouldBe(worth.Max(), 1e-4f);

            float Without(RankSource source)
            {
                var features = request.FeaturesOf(0).ToArray();
                for (var column = 0; column < features.Length; column++)
                {
                    features[column] = layout.Features[column].StartsWith(source.Name + ":", StringComparison.Ordinal) ? 0 : features[column];
                }

                return ranker.Score(features, request.LengthClass);
            }
        }
    }

    private static void Set(RankRequest request, int candidate, float knn, float rules, float popular)
    {
        var features = request.FeaturesOf(candidate);
        (features[0], features[1], features[2]) = (knn, rules, popular);
    }
}
