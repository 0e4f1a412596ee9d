using StreamReco.Models.Ranking;
using StreamReco.Models.Training.Ranker;

namespace StreamReco.Models.Tests.Ranking;

/// <summary>Made-up candidates whose right answer follows a rule that a ranker can learn.</summary>
internal static class RankSamples
{
    public static RankLayout Layout(int candidates, int features) =>
        new(candidates, [.. Enumerable.Range(0, features).Select(f => $"f{f}")]);

    public static RankRequest Request(RankLayout layout, Random random)
    {
        var request = new RankRequest(layout)
        {
            Count = random.Next(2, layout.Candidates + 1),
            LengthClass = random.Next(RankLayout.Classes),
        };
        for (var i = 0; i < request.Count; i++)
        {
            request.Rows[i] = i * 3;
            foreach (ref var feature in request.FeaturesOf(i))
            {
                feature = (random.NextSingle() * 4) - 1;
            }
        }

        return request;
    }

    /// <summary>The right answer has the largest x0·x1 in short sessions, the largest x2 in long ones.</summary>
    public static RankExamples Examples(RankLayout layout, int count, int seed)
    {
        var random = new Random(seed);
        var examples = new RankExamples(layout.Features.Count);
        for (var i = 0; i < count; i++)
        {
            var request = Request(layout, random);
            var best = Enumerable.Range(0, request.Count).MaxBy(candidate => Rule(request, candidate));
            examples.Add(request, request.Rows[best]);
        }

        return examples;
    }

    public static RankerModel Model(RankLayout layout, int hidden, Random random)
    {
        var f = layout.Features.Count;
        return new RankerModel(
            f, hidden, Values(RankLayout.Classes * f), Values(f * hidden), Values(hidden), Values(hidden));

        float[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }

    private static float Rule(RankRequest request, int candidate)
    {
        var x = request.FeaturesOf(candidate);
        return request.LengthClass < 3 ? x[0] * x[1] : x[2];
    }
}
