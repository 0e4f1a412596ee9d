using StreamReco.Models.Encoder;
using StreamReco.Models.Ranking;
using StreamReco.Models.Retrieval;
using StreamReco.Models.Training.Encoder;

namespace StreamReco.Models.Training.Stack;

/// <summary>The encoder of a stack: settings by validation and budget, trained on sessions as the sources see them.</summary>
internal sealed class TwoStageEncoder(TwoStageSettings settings, DataTraits traits, TimeProvider time)
{
    /// <summary>Share of the budget that is the encoder's, in all of its trainings.</summary>
    private const double BudgetShare = 0.6;

    private const int EpochsMin = 2;

    /// <summary>Fewer epochs of each do not tell which of several is best.</summary>
    private const int EpochsToCompare = 4;

    /// <summary>
    /// Clicks up to which batches are small (few steps an epoch leave the vectors where they began), and on which settings
    /// are compared: the newest of larger data say which are better in a fraction of the time.
    /// </summary>
    private const int SmallData = 300_000;

    /// <summary>Clicks of the longest sessions from which a longer look back is tried.</summary>
    private const int LongSession = 30;

    /// <summary>Whether settings are compared on the newest part of the data alone, in half of the epochs.</summary>
    public bool ComparesOnPart => traits.Clicks > SmallData;

    private double ComparedShare => ComparesOnPart ? 0.5 * SmallData / traits.Clicks : 1;

    /// <summary>
    /// The settings to try, by name: as many of them as the budget can train, the one that fits the kind of data first.
    /// Settings that were given are tried alone.
    /// </summary>
    public IReadOnlyList<(string Name, EncoderSettings Settings)> Options()
    {
        var options = settings.Encoder is { } given ? [("given", given)] : Named();
        while (options.Count > 1 && Affordable(options) < EpochsToCompare)
        {
            options.RemoveAt(options.Count - 1);
        }

        var epochs = (int)Math.Max(EpochsMin, Affordable(options));
        return
        [
            .. options.Select(option => (option.Name, option.Settings with
            {
                Epochs = Math.Min(epochs, option.Settings.Epochs),
                Seed = settings.Seed,
                Threads = settings.Threads,
            })),
        ];
    }

    private List<(string Name, EncoderSettings Settings)> Named()
    {
        var small = traits.Clicks < SmallData;
        var of = new EncoderSettings
        {
            Epochs = traits.Histories ? 16 : 8,
            AgeScale = traits.Histories || traits.Timed ? 0 : 0.55f,
            BatchPositions = small ? 512 : 2048,
            Dropout = traits.Histories ? 0.5f : 0.3f,
        };
        var longer = traits.LongSession >= LongSession ? of with { RecentItems = 50 } : of;
        (string, EncoderSettings) average = ("average", of with { Form = EncoderForm.Average });
        (string, EncoderSettings) attention = ("attention", longer);
        (string, EncoderSettings) other = traits.Histories
            ? ("attention, less dropout", longer with { Dropout = 0.2f })
            : ("attention, more dropout", longer with { Dropout = 0.5f, Epochs = 12 });
        return traits.Histories ? [average, attention, other] : [attention, other, average];
    }

    /// <summary>Epochs that the budget buys: of each option in the comparison, and of what is trained behind it.</summary>
    private double Affordable(List<(string Name, EncoderSettings Settings)> options)
    {
        var longest = options.Max(option => MinutesOf(option.Settings));
        var compared = options.Count == 1 ? 0 : options.Sum(option => MinutesOf(option.Settings)) * ComparedShare;
        var whole = (options.Count == 1 || ComparesOnPart ? longest : 0) + (settings.Refit ? longest : 0);
        return settings.BudgetMinutes * BudgetShare / (compared + whole);
    }

    private double MinutesOf(EncoderSettings encoder) =>
        EncoderCost.MinutesOfEpoch(encoder, traits.Clicks - traits.Sessions, traits.Items);

    /// <summary>Trains on a log; the epoch that finds most on the validation part is kept where there is one.</summary>
    /// <param name="log">The log.</param>
    /// <param name="encoder">Hyper-parameters.</param>
    /// <param name="validation">What judges the epochs; null for nothing.</param>
    /// <param name="checkpoint">Names the training's file in the folder of checkpoints.</param>
    /// <param name="progress">Receives every batch; null for none.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public EncoderTraining Train(
        SessionLog log,
        EncoderSettings encoder,
        EncoderValidation? validation,
        string checkpoint,
        IProgress<EncoderProgress>? progress,
        CancellationToken cancellationToken) =>
        new EncoderTrainer(time).Train(
            Sequences(log, 0), encoder, validation, CheckpointOf(checkpoint), progress, cancellationToken);

    /// <summary>What settings are compared on.</summary>
    public SessionLog Compared(SessionLog earlier)
    {
        var first = 0;
        while (ComparesOnPart && earlier.Clicks - earlier.StartOf(first) > SmallData)
        {
            first++;
        }

        return earlier.From(first);
    }

    /// <summary>What judges the training on the earlier part.</summary>
    public EncoderValidation Validation(SessionLog log, TrainingSplit split) => split.Kind == SplitKind.LastClicks
        ? new EncoderValidation(Sequences(log, 0), LastOnly: true, ExcludeHistory: traits.ExcludesHistory)
        : new EncoderValidation(Sequences(log, split.Earlier.Sessions));

    private string? CheckpointOf(string name)
    {
        if (settings.CheckpointFolder is not { } folder)
        {
            return null;
        }

        Directory.CreateDirectory(folder);
        return Path.Combine(folder, $"encoder-{name}.checkpoint");
    }

    /// <summary>The sessions of two clicks and more: others have nothing to learn or ask.</summary>
    private static EncoderSequences Sequences(SessionLog log, int firstSession)
    {
        var (starts, rows, times) = (new List<int> { 0 }, new List<int>(log.Clicks), new List<long>(log.Clicks));
        for (var session = firstSession; session < log.Sessions; session++)
        {
            if (log.LengthOf(session) > 1)
            {
                rows.AddRange(log.RowsOf(session));
                times.AddRange(log.TimesOf(session));
                starts.Add(rows.Count);
            }
        }

        return new EncoderSequences(
            log.Items, starts.ToArray(), rows.ToArray(), log.Timed ? times.ToArray() : Array.Empty<long>());
    }
}
