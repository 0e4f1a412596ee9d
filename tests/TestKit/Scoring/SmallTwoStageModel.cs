using StreamReco.Models.Artifacts;
using StreamReco.Models.Content;
using StreamReco.Models.Encoder;
using StreamReco.Models.Events;
using StreamReco.Models.Onnx;
using StreamReco.Models.Ranking;
using StreamReco.Models.Retrieval;
using StreamReco.Models.Retrieval.Factorization;
using StreamReco.Models.Retrieval.Registry;
using StreamReco.Models.Training.Encoder;

namespace StreamReco.TestKit.Scoring;

/// <summary>
/// Gives a model of a few items a stack: sources fitted and an encoder that knows time gaps trained on seeded sessions,
/// ranked by the mix.
/// </summary>
public static class SmallTwoStageModel
{
    private const int Sessions = 60;

    private static readonly EncoderSettings _encoder =
        new() { Dimensions = 8, RecentItems = 4, TimeGaps = true, Negatives = 8, BatchPositions = 64, Epochs = 2, Threads = 1 };

    public static ModelArtifact Of(ModelArtifact model, int seed = 1)
    {
        var plan = new RankPlan
        {
            Sources =
            [
                new("knn", 1), new("slist", 0.5f), new("rules", 0.7f), new("transitions", 0.3f), new("popular", 0.1f),
                new("taste", 0.2f), new(RankPlan.Encoder, 0.2f),
            ],
            Candidates = 10,
        };
        var log = LogOf(model.Items.Count, new Random(seed));
        var parts = RetrievalParts.Fit(
            log, SourceSettings.Sessions, new ParallelOptions { MaxDegreeOfParallelism = 1 }, progress: null) with
        {
            Taste = new FactorizationIndex(model.Items),
        };
        var encoder = new EncoderTrainer(TimeProvider.System).Train(EncoderSequences.Of(log), _encoder).Model;
        var ranker = RankerModel.OfMix(plan);
        return model with
        {
            Stack = new TwoStageModel(
                model.Items.Ids, DataTraits.Of(log, histories: false), plan, parts, encoder, ranker, TwoStageSelection.None)
            {
                EncoderGraph = EncoderGraphWriter.Write(encoder, EncoderRequest.CandidatesOf(encoder)),
                RankerGraph = RankerGraphWriter.Write(plan.Layout(), ranker),
            },
        };
    }

    /// <summary>The same with the content of its items, and a gate that trusts what is much alike.</summary>
    public static ModelArtifact WithContent(ModelArtifact model)
    {
        var stacked = model.Stack is null ? Of(model) : model;
        var content = ContentSpace.Fit(model.Items.Ids, model.ItemInfo, new ParallelOptions { MaxDegreeOfParallelism = 1 })!;
        var gate = new ColdStartGate([-6, 0, 0, 8, 0], [.. Enumerable.Range(1, 20).Select(place => 0.5f / place)]);
        return stacked with
        {
            Stack = stacked.Stack! with { Parts = stacked.Stack.Parts with { Content = content with { Gate = gate } } },
        };
    }

    private static SessionLog LogOf(int items, Random random)
    {
        var (starts, rows) = (new List<int> { 0 }, new List<int>());
        for (var session = 0; session < Sessions; session++)
        {
            for (var left = random.Next(2, 6); left > 0; left--)
            {
                rows.Add(((session % 3) + (3 * random.Next(items / 3))) % items);
            }

            starts.Add(rows.Count);
        }

        long[] times = [.. Enumerable.Range(0, rows.Count).Select(i => i * 1_000L)];
        EventType[] types = [.. rows.Select(_ => EventType.ViewItem)];
        return new SessionLog(items, [.. starts], [.. rows], times, types, timed: true);
    }
}
