using StreamReco.Models.Retrieval.Linear;
using StreamReco.Models.Retrieval.Registry;
using StreamReco.Models.Retrieval.Tables;

namespace StreamReco.Models.Training.Stack;

/// <summary>One step away from settings: one or two numbers larger or smaller. The seed and the trial say which.</summary>
internal static class TuneProposal
{
    private static readonly double[] _factors = [0.5, 0.7, 1.4, 2];

    /// <summary>Settings near <paramref name="best"/> for one part.</summary>
    /// <param name="part">One of <see cref="TunePart.All"/>.</param>
    /// <param name="best">Where to step from; all of its parts are there.</param>
    /// <param name="timed">Whether the data have times of their own.</param>
    /// <param name="random">Of this trial alone.</param>
    public static TunedSettings Near(string part, TunedSettings best, bool timed, Random random)
    {
        var next = Step(part, best, timed, random);
        return random.Next(2) == 0 ? next : Step(part, next, timed, random);
    }

    private static TunedSettings Step(string part, TunedSettings start, bool timed, Random random) => part switch
    {
        TunePart.Encoder => start with { Encoder = EncoderProposal.Near(start.Encoder!, timed, random) },
        TunePart.Ranker => start with { Ranker = EncoderProposal.Near(start.Ranker!, random) },
        _ => start with { Sources = Step(part, start.Sources, random) },
    };

    private static SourceSettings Step(string part, SourceSettings start, Random random) => part switch
    {
        TunePart.Knn => start with { Knn = Knn(start.Knn, random) },
        TunePart.Rules => Rules(start, random),
        _ => start with { Slist = Slist(start.Slist, random) },
    };

    private static SessionKnnSettings Knn(
        SessionKnnSettings knn, Random random) => random.Next(11) switch
        {
            0 => knn with { PositionDecay = Scaled(knn.PositionDecay, 1, random) },
            1 => knn with { MatchDecay = Scaled(knn.MatchDecay, 1, random) },
            2 => knn with { AfterDecay = Scaled(knn.AfterDecay, 1, random) },
            3 => knn with { BeforeDecay = Scaled(knn.BeforeDecay, 1, random) },
            4 => knn with { BeforeFactor = Scaled(knn.BeforeFactor, 0.1f, random) },
            5 => knn with { MatchFactor = Scaled(knn.MatchFactor, 0.1f, random) },
            6 => knn with { IdfWeight = Scaled(knn.IdfWeight, 0.1f, random) },
            7 => knn with { LengthPower = Scaled(knn.LengthPower, 0.1f, random) },
            8 => knn with { AgeShare = Scaled((float)knn.AgeShare, 0.5f, random) },
            9 => knn with { Neighbours = Math.Clamp((int)Scaled(knn.Neighbours, 100, random), 20, knn.Candidates) },
            _ => knn with { Candidates = Math.Clamp((int)Scaled(knn.Candidates, 1000, random), knn.Neighbours, 10_000) },
        };

    private static SourceSettings Rules(SourceSettings start, Random random) => random.Next(6) switch
    {
        0 => start with { Rules = start.Rules with { QueryDecay = Scaled(start.Rules.QueryDecay, 1, random) } },
        1 => start with { Rules = start.Rules with { ReverseFactor = Scaled(start.Rules.ReverseFactor, 0.1f, random) } },
        2 => start with { Rules = start.Rules with { Shrinkage = Scaled(start.Rules.Shrinkage, 1, random) } },
        3 => start with { Rules = start.Rules with { SquareRoot = !start.Rules.SquareRoot } },
        4 => start with { Pairs = start.Pairs with { Steps = Math.Clamp((int)Scaled(start.Pairs.Steps, 5, random), 1, 50) } },
        _ => start with { Pairs = start.Pairs with { AgeShare = Scaled((float)start.Pairs.AgeShare, 0.5f, random) } },
    };

    private static SlistSettings Slist(
        SlistSettings slist, Random random) => random.Next(6) switch
        {
            0 => slist with { TogetherShare = Math.Min(1, Scaled(slist.TogetherShare, 0.1f, random)) },
            1 => slist with { TrainDecay = Scaled(slist.TrainDecay, 1, random) },
            2 => slist with { Ridge = Scaled(slist.Ridge, 1, random) },
            3 => slist with { QueryDecay = Scaled(slist.QueryDecay, 1, random) },
            4 => slist with { AgeShare = Scaled((float)slist.AgeShare, 0.5f, random) },
            _ => slist with { NormalizesRows = !slist.NormalizesRows },
        };

    /// <summary>A number times a factor; from 0 to <paramref name="start"/>.</summary>
    private static float Scaled(float value, float start, Random random)
    {
        var factor = (float)_factors[random.Next(_factors.Length)];
        return value == 0 ? start : value * factor;
    }
}
