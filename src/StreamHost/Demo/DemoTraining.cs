using StreamReco.Models.Artifacts;
using StreamReco.Models.Content;
using StreamReco.Models.Ranking;
using StreamReco.Models.Retrieval.Factorization;
using StreamReco.Models.Training;
using StreamReco.Models.Training.Ranker;
using StreamReco.Models.Training.Stack;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Demo;

/// <summary>
/// Trains the demo's model: a stack cut down to seconds, so that its sources and reasons are seen; of more clicks than
/// that is possible for, the small model of one graph.
/// </summary>
internal sealed class DemoTraining(DemoSource source, TimeProvider time)
{
    /// <summary>Clicks of which a stack is trained: 25 s of CPU time for 165,000.</summary>
    private const int StackClicksMax = 200_000;

    /// <summary>Share of the one bar that the stack takes; the small model, which goes with it, takes the rest.</summary>
    private const double StackShare = 0.9;

    /// <summary>Two rounds of the encoder, one network of the ranker, and no trial of sources that must pay first.</summary>
    private static readonly TwoStageSettings _stack = new()
    {
        BudgetMinutes = 0.1,
        Without = [FactorizationSource.SourceName, ContentSource.SourceName],
        Ranker = new RankerSettings { Members = 1, EpochsMax = 4 },
    };

    private bool TrainsStack => source.TrainOn.Clicks.Count <= StackClicksMax;

    /// <summary>What is trained on what, in words.</summary>
    public string Description =>
        $"training a small {(TrainsStack ? "stack" : "model")} on {source.TrainNote} ({source.TrainOn.Clicks.Count:N0} clicks)";

    public ModelArtifact Train(IProgressLine line, CancellationToken stop)
    {
        var stack = TrainsStack ? TrainStack(line, stop) : null;
        return new ModelTrainer(time).Train(
            source.TrainOn, new TrainingSettings { Name = "demo" }, [source.Name],
            new TrainingLine(line, from: TrainsStack ? StackShare : 0), stop, stack);
    }

    private TwoStageModel TrainStack(IProgressLine line, CancellationToken stop) => new TwoStageTrainer(_stack, time).Train(
        source.TrainOn, new DirectProgress<TwoStageProgress>(now => line.Update(now.Done * StackShare, 1, now.Step)), stop);
}
