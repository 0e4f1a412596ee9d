using StreamReco.Models.Data;
using StreamReco.Models.Evaluation;
using StreamReco.Models.Ranking;
using StreamReco.Models.Retrieval;
using StreamReco.Models.Training.Ranker;

namespace StreamReco.Models.Training.Stack;

/// <summary>
/// Trains the whole stack: settings are chosen and the ranker is trained on a later part of the data with sources that
/// were fitted on the earlier part; then the sources are fitted anew on everything.
/// </summary>
public sealed class StackTrainer(StackSettings settings)
{
    /// <summary>Sources that only make candidates, whose scores say little: they get a small share of the mix.</summary>
    private const float WeightMin = 0.1f;

    /// <summary>The trained stack; the same data, settings and seed give the same one.</summary>
    /// <param name="data">Clicks in event-time order.</param>
    /// <param name="progress">Told of every step; null for nobody.</param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    /// <exception cref="ArgumentException">The data have no interaction to train on.</exception>
    public RankStack Train(ClickDataset data, IProgress<StackProgress>? progress, CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions
        {
            CancellationToken = cancellationToken,
            MaxDegreeOfParallelism = settings.Threads == 0 ? Environment.ProcessorCount : settings.Threads,
        };
        var itemIds = ClickSequences.Of(data).ItemIds;
        var histories = settings.Split == SplitKind.LastClicks;
        var log = SessionLog.Of(data, itemIds, histories ? SessionUnit.User : SessionUnit.Session);
        var traits = DataTraits.Of(log, histories);
        var split = TrainingSplit.Of(log, histories ? SplitKind.LastClicks : SplitKind.LastSessions, traits.ExcludesHistory);
        var chooser = new SettingsChooser(split, parallel, step => progress?.Report(new StackProgress(step, 0)));
        var sources = SourcePresets.Choose(traits, split, chooser, parallel);
        var earlier = RetrievalParts.Fit(split.Earlier, sources, parallel, null);
        var plan = Plan(traits, earlier, chooser);
        var examples = ExampleCollector.Collect(
            split.Later,
            plan.Layout().Features.Count,
            () => new StackWorker(plan, earlier, null, null),
            parallel,
            done => progress?.Report(new StackProgress("features", (double)done / split.Later.Count)));
        var (ranker, best) = TrainRanker(plan, examples, progress, cancellationToken);
        var parts = settings.Refit ? RetrievalParts.Fit(log, sources, parallel, null) : earlier;
        return new RankStack(itemIds, traits, plan, parts, ranker, chooser.Choices, Figures(examples, best));
    }

    private RankPlan Plan(DataTraits traits, RetrievalParts parts, SettingsChooser chooser)
    {
        var names = parts.Open().Select(source => source.Name).Where(name => !settings.Without.Contains(name)).ToArray();
        var figures = names.ToDictionary(
            name => name, name => chooser.Judge(() => parts.Open().First(source => source.Name == name)));
        var best = Math.Max(figures.Values.Max(), 1e-6);
        return new RankPlan
        {
            Sources = [.. names.Select(name => new RankSource(name, Math.Max(WeightMin, (float)(figures[name] / best))))],
            ExcludesHistory = traits.ExcludesHistory,
        };
    }

    private (RankerModel Model, RankerEpoch Best) TrainRanker(
        RankPlan plan, RankExamples examples, IProgress<StackProgress>? progress, CancellationToken cancellationToken)
    {
        if (examples.Count == 0)
        {
            return (RankerModel.OfMix(plan), default);
        }

        var trainer = new RankerTrainer(settings.Ranker with { Threads = settings.Threads, Seed = settings.Seed });
        return trainer.Train(examples, new RankerLines(progress), cancellationToken);
    }

    private static SortedDictionary<string, double> Figures(RankExamples examples, RankerEpoch best) => new(
        StringComparer.Ordinal)
    {
        ["coverage"] = examples.Coverage,
        ["HR@20"] = best.HitRate20 * examples.Coverage,
        ["MRR@20"] = best.ReciprocalRank20 * examples.Coverage,
        ["queries"] = examples.Asked,
        ["epochs"] = best.Epoch,
    };

    private sealed class RankerLines(IProgress<StackProgress>? progress) : IProgress<RankerEpoch>
    {
        public void Report(RankerEpoch value) => progress?.Report(new StackProgress(
            FormattableString.Invariant($"ranker {value.Epoch} of {value.Epochs}, loss {value.HeldOutLoss:0.000}"),
            (double)value.Epoch / value.Epochs));
    }
}
