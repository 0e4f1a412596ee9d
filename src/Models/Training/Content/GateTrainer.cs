using StreamReco.Models.Content;
using StreamReco.Models.Evaluation;
using StreamReco.Models.Ranking;

namespace StreamReco.Models.Training.Content;

/// <summary>Learns the <see cref="ColdStartGate"/> of a stack, and says why it is as it is.</summary>
internal static class GateTrainer
{
    /// <summary>Queries of the later part that say what the places of an answer are worth.</summary>
    private const int JudgedMax = 5_000;

    /// <summary>Fewer hits say nothing of four weights.</summary>
    private const int HitsMin = 20;

    /// <summary>So many standard errors, more hits than by lot or a gain in log loss are no chance.</summary>
    private const int ErrorsMin = 3;

    /// <summary>A place without a hit in the sample is worth something all the same.</summary>
    private const double RateMin = 1e-5;

    /// <summary>The gate, and what the manifest says of it.</summary>
    /// <param name="content">The content of the vocabulary.</param>
    /// <param name="itemIds">The vocabulary, by row.</param>
    /// <param name="later">What is asked.</param>
    /// <param name="ranks">The rank that the trained ranker gives to the answers of a sample of it.</param>
    /// <param name="seed">Draws the items that are taken for new.</param>
    /// <param name="parallel">Threads, and the token that stops it.</param>
    public static (ColdStartGate Gate, SourceChoice Choice) Train(
        ContentSpace content,
        IReadOnlyList<string> itemIds,
        QuerySet later,
        Func<QuerySet, int[]> ranks,
        int seed,
        ParallelOptions parallel)
    {
        var examples = GateExamples.Collect(content, itemIds, later, seed, parallel);
        var hits = examples.Hits.Count(hit => hit);
        var figures = new SortedDictionary<string, double>(StringComparer.Ordinal)
        {
            ["examples"] = examples.Hits.Count,
            ["hits"] = hits,
        };
        if (hits < HitsMin)
        {
            return (ColdStartGate.Closed, new SourceChoice(
                "content gate", "closed", $"fewer than {HitsMin} hits among items whose clicks were withheld", figures));
        }

        figures["hits by lot"] = examples.HitsByLot;
        var (gain, error) = HeldOut(examples, figures);
        var isPickedWell = hits >= examples.HitsByLot + (ErrorsMin * Math.Sqrt(examples.HitsByLot));
        if (!isPickedWell && gain < ErrorsMin * error)
        {
            return (ColdStartGate.Closed, new SourceChoice(
                "content gate",
                "closed",
                $"items picked by their content are clicked no more often than by lot, nor the more alike ones more often, by {ErrorsMin} standard errors",
                figures));
        }

        var weights = gain > 0
            ? LogisticRegression.Fit(examples.Features, examples.Hits)
            : OfRate(hits / (double)examples.Hits.Count);
        var gate = new ColdStartGate(
            [.. weights.Select(weight => (float)weight)],
            PlaceRates(ranks(later.Spread(JudgedMax))));
        figures["chance at likeness .5"] = gate.ChanceOf(new ColdStartSimilarity(0.5f, 0.5f, 0.5f));
        figures["chance at likeness .9"] = gate.ChanceOf(new ColdStartSimilarity(0.9f, 0.9f, 0.9f));
        figures["rate of place 1"] = gate.PlaceRates[0];
        figures["rate of place 10"] = gate.PlaceRates[9];
        return (gate, new SourceChoice(
            "content gate",
            "open",
            $"of items whose clicks were withheld, those picked by their content are clicked more often than by lot, or the more alike ones more often, by {ErrorsMin} standard errors",
            figures));
    }

    /// <summary>How often each place of an answer holds the next item, smoothed so that no place is worth less than the next.</summary>
    /// <param name="ranks">The rank of each answer; 0 for a miss.</param>
    internal static float[] PlaceRates(int[] ranks)
    {
        var blocks = new List<(double Sum, int Places)>();
        for (var place = 1; place <= RankingMetrics.CutoffMax; place++)
        {
            blocks.Add((ranks.Count(rank => rank == place) / (double)Math.Max(1, ranks.Length), 1));
            while (blocks.Count > 1 && blocks[^2].Sum / blocks[^2].Places < blocks[^1].Sum / blocks[^1].Places)
            {
                var last = blocks[^1];
                blocks.RemoveAt(blocks.Count - 1);
                blocks[^1] = (blocks[^1].Sum + last.Sum, blocks[^1].Places + last.Places);
            }
        }

        return
        [
            .. blocks.SelectMany(block => Enumerable.Repeat(
                (float)Math.Max(RateMin, block.Sum / block.Places), block.Places)),
        ];
    }

    /// <summary>
    /// By how much the log loss of likeness, fitted on half of the queries, on the other half is below that of the mere rate,
    /// and the standard error of that.
    /// </summary>
    private static (double Gain, double Error) HeldOut(GateExamples examples, SortedDictionary<string, double> figures)
    {
        var (features, hits) = examples.Half(0);
        var weights = LogisticRegression.Fit(features, hits);
        var rate = Math.Max(1e-6, hits.Count(hit => hit) / (double)hits.Count);
        var (asked, answers) = examples.Half(1);
        var (loss, rateLoss, squares) = (0.0, 0.0, 0.0);
        for (var i = 0; i < answers.Count; i++)
        {
            var (own, other) = (LossOf(LogisticRegression.ChanceOf(weights, asked[i]), answers[i]), LossOf(rate, answers[i]));
            (loss, rateLoss, squares) = (loss + own, rateLoss + other, squares + ((other - own) * (other - own)));
        }

        var count = Math.Max(1, answers.Count);
        (figures["log loss"], figures["log loss of the mere rate"]) = (loss / count, rateLoss / count);
        var gain = (rateLoss - loss) / count;
        return (gain, Math.Sqrt(Math.Max(0, (squares / count) - (gain * gain)) / count));
    }

    /// <summary>The same chance for each pick.</summary>
    private static double[] OfRate(double rate)
    {
        var weights = new double[ColdStartSimilarity.Count + 1];
        weights[0] = Math.Log(rate / (1 - rate));
        return weights;
    }

    private static double LossOf(double chance, bool hit) => -Math.Log(Math.Max(1e-9, hit ? chance : 1 - chance));
}
