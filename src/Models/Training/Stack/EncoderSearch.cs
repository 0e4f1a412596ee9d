using StreamReco.Models.Encoder;
using StreamReco.Models.Ranking;
using StreamReco.Models.Retrieval;
using StreamReco.Models.Training.Encoder;

namespace StreamReco.Models.Training.Stack;

/// <summary>Compares settings of the encoder on the validation part and trains the best on the earlier part.</summary>
internal sealed class EncoderSearch(TwoStageEncoder encoder, TrainingSplit split, SessionLog log, StepProgress steps)
{
    /// <summary>The encoder that did best; null where no session has two clicks.</summary>
    /// <param name="choices">Takes in what was tried, what was taken and why.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public EncoderTraining? Train(ICollection<SourceChoice> choices, CancellationToken cancellationToken)
    {
        if (split.Earlier.Clicks <= split.Earlier.Sessions)
        {
            return null; // No click follows another: there is nothing to encode.
        }

        var options = encoder.Options();
        var tried = new SortedDictionary<string, double>(StringComparer.Ordinal);
        var validation = encoder.Validation(log, split);
        var compared = options.Count == 1 ? [] : Compare(options, validation, tried, cancellationToken);
        var best = compared.Count == 0 ? 0 : compared.IndexOf(compared.MaxBy(training => Figure(training))!);
        var trained = compared.Count > 0 && !encoder.ComparesOnPart
            ? compared[best]
            : encoder.Train(
                split.Earlier,
                options[best].Settings,
                validation,
                "earlier",
                new EncoderLines("encoder", steps, compared.Count, compared.Count + 1),
                cancellationToken);
        choices.Add(Choice(options[best], trained, tried));
        return trained;
    }

    private List<EncoderTraining> Compare(
        IReadOnlyList<(string Name, EncoderSettings Settings)> options,
        EncoderValidation validation,
        SortedDictionary<string, double> tried,
        CancellationToken cancellationToken)
    {
        var (compared, trainings) = (encoder.Compared(split.Earlier), new List<EncoderTraining>());
        foreach (var (name, settings) in options)
        {
            var epochs = encoder.ComparesOnPart ? (settings.Epochs + 1) / 2 : settings.Epochs;
            var training = encoder.Train(
                compared,
                settings with { Epochs = epochs },
                validation,
                $"option-{trainings.Count + 1}",
                new EncoderLines($"encoder: {name}", steps, trainings.Count, options.Count + (encoder.ComparesOnPart ? 1 : 0)),
                cancellationToken);
            tried[name] = Figure(training);
            trainings.Add(training);
        }

        return trainings;
    }

    private SourceChoice Choice(
        (string Name, EncoderSettings Settings) option, EncoderTraining trained, SortedDictionary<string, double> tried)
    {
        var (settings, figures) = (option.Settings, trained.Validation ?? default);
        var why = tried.Count == 0
            ? "no comparison within the budget"
            : $"the best HR@20 + MRR@20 of {tried.Count} on the validation part"
                + (encoder.ComparesOnPart ? ", on the newest sessions" : "");
        return new SourceChoice(
            RankPlan.Encoder,
            option.Name,
            FormattableString.Invariant(
                $"{why}; {settings.Dimensions} dimensions, the newest {settings.RecentItems} items, {trained.Epochs} of {settings.Epochs} epochs, HR@20 {figures.HitRate:0.0000}, MRR@20 {figures.ReciprocalRank:0.0000}"),
            tried);
    }

    private static double Figure(EncoderTraining training) => training.Validation?.Sum ?? 0;
}
