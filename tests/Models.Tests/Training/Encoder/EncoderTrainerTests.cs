using StreamReco.Models.Encoder;
using StreamReco.Models.Training.Encoder;

namespace StreamReco.Models.Tests.Training.Encoder;

public sealed class EncoderTrainerTests
{
    private static readonly EncoderSequences _circles = EncoderSamples.Circles(1, 300);

    [Theory]
    [InlineData(EncoderForm.Attention, 24)]
    [InlineData(EncoderForm.Attention, 1000)]
    [InlineData(EncoderForm.Average, 24)]
    public void What_follows_from_the_last_two_clicks_is_learned(EncoderForm form, int negatives)
    {
        var settings = EncoderSamples.Settings with { Form = form, Negatives = negatives, Epochs = 25, Patience = 0, Dropout = 0.1f };
        var validation = new EncoderValidation(EncoderSamples.Circles(2, 100));
        var training = Train(settings, validation);
        training.Validation!.Value.HitRate.ShouldBeGreaterThan(0.95);
        training.Validation.Value.ReciprocalRank.ShouldBeGreaterThan(0.6); // 20 blind guesses of 60 items: 0.06
    }

    [Fact]
    public void The_result_has_the_same_bits_whatever_the_number_of_threads()
    {
        var one = Train(EncoderSamples.Settings with { Threads = 1 });
        var three = Train(EncoderSamples.Settings with { Threads = 3 });
        BitsOf(three.Model).ShouldBe(BitsOf(one.Model));
        three.Loss.ShouldBe(one.Loss);
    }

    [Fact]
    public void Another_seed_gives_another_model() =>
        BitsOf(Train(EncoderSamples.Settings with { Seed = 2 }).Model).ShouldNotBe(BitsOf(Train(EncoderSamples.Settings).Model));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_training_that_was_killed_goes_on_to_the_result_of_one_that_was_not(int epochsBefore)
    {
        var validation = new EncoderValidation(EncoderSamples.Circles(2, 50));
        var whole = Train(EncoderSamples.Settings, validation);
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            using var kill = new CancellationTokenSource();
            var killer = new Watcher(progress =>
            {
                // In the middle of an epoch, so that its part is lost.
                if (progress.Epoch > epochsBefore && progress.Done > 0)
                {
                    kill.Cancel();
                }
            });
            Should.Throw<OperationCanceledException>(() => Train(EncoderSamples.Settings, validation, path, killer, kill.Token));
            var epochs = new List<int>();
            var resumed = Train(
                EncoderSamples.Settings with { Threads = 1 }, validation, path, new Watcher(progress => epochs.Add(progress.Epoch)));
            epochs.Min().ShouldBe(epochsBefore + 1);
            BitsOf(resumed.Model).ShouldBe(BitsOf(whole.Model));
            (resumed.Epochs, resumed.Loss, resumed.Validation).ShouldBe((whole.Epochs, whole.Loss, whole.Validation));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_checkpoint_of_other_data_or_settings_is_refused()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            Train(EncoderSamples.Settings, null, path);
            Should.Throw<InvalidDataException>(() => Train(EncoderSamples.Settings with { Seed = 2 }, null, path)).Message.ShouldContain(path);
            File.WriteAllBytes(path, File.ReadAllBytes(path)[..^100]);
            Should.Throw<InvalidDataException>(() => Train(EncoderSamples.Settings, null, path)).Message.ShouldContain("ends early");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Training_stops_when_the_validation_figures_no_longer_rise_and_keeps_the_best_epoch()
    {
        var figures = new List<EncoderFigures>();
        var watcher = new Watcher(progress =>
        {
            if (progress is { Validation: { } figure } && progress.Done == progress.Of && figures.Count < progress.Epoch)
            {
                figures.Add(figure);
            }
        });
        var settings = EncoderSamples.Settings with { Epochs = 200, Patience = 2, LearningRate = 0.02f };
        var training = Train(settings, new EncoderValidation(EncoderSamples.Circles(2, 100)), null, watcher);
        training.Epochs.ShouldBeLessThan(198);
        training.Validation!.Value.Sum.ShouldBe(figures.Max(figure => figure.Sum));
        figures.Count.ShouldBe(training.Epochs + 2);
    }

    [Fact]
    public void Progress_tells_the_loss_and_the_time_that_is_left()
    {
        var seen = new List<EncoderProgress>();
        Train(EncoderSamples.Settings, null, null, new Watcher(seen.Add));
        seen.ShouldAllBe(progress => progress.Epochs == 4 && progress.Done <= progress.Of && progress.Loss > 0);
        seen.ShouldAllBe(progress => progress.Remaining != null);
        seen[^1].Epoch.ShouldBe(4);
        seen[^1].Remaining.ShouldBe(TimeSpan.Zero);
        seen[^1].Loss.ShouldBeLessThan(seen[0].Loss);
    }

    [Fact]
    public void Data_without_a_session_of_two_clicks_are_refused() =>
        Should.Throw<ArgumentException>(() => new EncoderTrainer(TimeProvider.System).Train(
            new EncoderSequences(3, new[] { 0, 1, 2 }, new[] { 0, 1 }, default), EncoderSamples.Settings)).Message.ShouldContain("two clicks");

    private static EncoderTraining Train(
        EncoderSettings settings,
        EncoderValidation? validation = null,
        string? checkpoint = null,
        IProgress<EncoderProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        new EncoderTrainer(TimeProvider.System).Train(_circles, settings, validation, checkpoint, progress, cancellationToken);

    private static string BitsOf(EncoderModel model)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        EncoderModelFile.Write(model, output);
        return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(output.WrittenSpan));
    }

    private sealed class Watcher(Action<EncoderProgress> seen) : IProgress<EncoderProgress>
    {
        public void Report(EncoderProgress value) => seen(value);
    }
}
