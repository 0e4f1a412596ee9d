using StreamReco.Models.Bots;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Verdicts;
using StreamReco.TestKit.Scoring;
using Outcome = StreamReco.Stages.Tests.Shards.Outcome;

namespace StreamReco.Stages.Tests.Bots;

/// <summary>Folds planted traffic.</summary>
internal static class PlantedFold
{
    /// <summary>By click, whether the fold held it back.</summary>
    /// <param name="clicks">The traffic.</param>
    /// <param name="policy">The policy; null for the default one.</param>
    public static bool[] Held(IReadOnlyList<PlantedClick> clicks, BotPolicy? policy = null)
    {
        var log = BotScene.Log((policy ?? new BotPolicy()).ToBytes(), clicks[0].AtMs);
        foreach (var click in clicks)
        {
            log.AddOf(click.Payload, click.AtMs, click.Kind == PlantedKind.RotatingIds ? PlantedTraffic.Scripts : "web");
        }

        var options = new PipelineOptions { Trigger = { EmitIntervalMs = 3_600_000 }, Snapshot = { EveryRecords = 1_000_000 } };
        using var owner = BotScene.Open(BotScene.Setup(SmallModel.Create(), options));
        var held = new List<bool>();
        foreach (var batch in log.Batches(0, [500]))
        {
            Add(Outcome.Finish(owner.FoldAsync(batch)), held);
        }

        owner.Counters.Rejected.ToArray().Sum().ShouldBe(0);
        return [.. held.Skip(1)]; // without the policy
    }

    private static void Add(FoldedBatch folded, List<bool> held)
    {
        foreach (var (verdict, count) in VerdictRecord.RunsOf(folded.Verdicts!.Runs))
        {
            held.AddRange(Enumerable.Repeat(verdict == Verdict.Quarantined, (int)count));
        }
    }
}
