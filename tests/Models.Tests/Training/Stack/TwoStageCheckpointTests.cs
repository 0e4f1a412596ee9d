using StreamReco.Models.Tests.Artifacts;
using StreamReco.Models.Training.Stack;

namespace StreamReco.Models.Tests.Training.Stack;

public sealed class TwoStageCheckpointTests
{
    [Fact]
    public void A_stack_whose_training_was_killed_goes_on_to_the_same_encoder()
    {
        using var folder = new TemporaryFolder();
        var settings = TwoStageSamples.Settings with { Without = [], CheckpointFolder = folder.Of("checkpoints") };
        using var kill = new CancellationTokenSource();
        var killer = new Watcher(progress =>
        {
            if (File.Exists(Path.Combine(settings.CheckpointFolder, "encoder-earlier.checkpoint")))
            {
                kill.Cancel();
            }
        });
        Should.Throw<OperationCanceledException>(
            () => new TwoStageTrainer(settings, TimeProvider.System).Train(TwoStageSamples.Walks(), killer, kill.Token));

        var resumed = TwoStageSamples.Stack(settings);

        var whole = TwoStageSamples.Stack(settings with { CheckpointFolder = null });
        resumed.Vectors!.Values.ShouldBe(whole.Vectors!.Values);
        File.Exists(Path.Combine(settings.CheckpointFolder, "encoder-whole.checkpoint")).ShouldBeTrue();
    }

    private sealed class Watcher(Action<TwoStageProgress> seen) : IProgress<TwoStageProgress>
    {
        public void Report(TwoStageProgress value) => seen(value);
    }
}
