using StreamReco.Models.Artifacts;
using StreamReco.Models.Content;
using StreamReco.Models.Data;
using StreamReco.Models.Evaluation;
using StreamReco.Models.Ranking;
using StreamReco.Models.Retrieval.Factorization;
using StreamReco.Models.Scoring;
using StreamReco.Models.Training.Content;
using StreamReco.Models.Training.Encoder;
using StreamReco.Models.Training.Ranker;

namespace StreamReco.Models.Training.Stack;

/// <summary>
/// Trains the whole stack: settings are chosen and the ranker is trained on a later part of the data with sources that
/// were fitted on the earlier part; then the sources are fitted anew on everything.
/// </summary>
public sealed class TwoStageTrainer(TwoStageSettings settings, TimeProvider time)
{
    /// <summary>Sources that only make candidates, whose scores say little: they get a small share of the mix.</summary>
    private const float WeightMin = 0.1f;

    /// <summary>The trained stack; the same data, settings and seed give the same one.</summary>
    /// <param name="data">Clicks in event-time order.</param>
    /// <param name="progress">Receives every step; null for none.</param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    /// <param name="ablated">
    /// Takes in, for each source, the stack whose ranker was trained without it, all else alike; null for none.
    /// </param>
    /// <exception cref="ArgumentException">The data have no interaction to train on.</exception>
    public TwoStageModel Train(
        ClickDataset data,
        IProgress<TwoStageProgress>? progress,
        CancellationToken cancellationToken,
        ICollection<(string Source, TwoStageModel Stack)>? ablated = null)
    {
        var parallel = new ParallelOptions
        {
            CancellationToken = cancellationToken,
            MaxDegreeOfParallelism = settings.Threads == 0 ? Environment.ProcessorCount : settings.Threads,
        };
        var itemIds = ClickSequences.Of(data).ItemIds;
        var (log, seen) = TrainingSplit.Describe(data, itemIds, settings.Split);
        var traits = seen with { ExcludesHistory = settings.ExcludesHistory ?? seen.ExcludesHistory };
        var split = TrainingSplit.Of(log, traits);
        var steps = new StepProgress(progress);
        steps.Begin(0.1);
        var chooser = new SettingsChooser(split, parallel, step => steps.Tell(step, 0));
        var sources = settings.Sources is { } given
            ? SourcePresets.Given(given, traits, chooser)
            : SourcePresets.Choose(traits, split, chooser, parallel);
        var content = settings.Without.Contains(ContentSource.SourceName)
            ? null
            : ContentSpace.Fit(itemIds, data.Catalog, parallel);
        var taste = settings.Without.Contains(FactorizationSource.SourceName)
            ? null
            : new FactorizationTrainer(settings.Taste with { Seed = settings.Seed, Threads = settings.Threads }, itemIds, time);
        steps.Tell("taste", 0.9);
        var earlier = RetrievalParts.Fit(split.Earlier, sources, parallel, null) with
        {
            Content = content,
            Taste = taste?.Train(split.Earlier, cancellationToken),
        };
        var encoder = settings.Without.Contains(RankPlan.Encoder) ? null : new TwoStageEncoder(settings, traits, time);
        steps.Begin(settings.Refit ? 0.35 : 0.6);
        var encoded = encoder is null
            ? null
            : new EncoderSearch(encoder, split, log, steps).Train(chooser.Choices, cancellationToken);
        var plan = Kept(Plan(traits, earlier, encoded, chooser), split, earlier, encoded, chooser, parallel);
        steps.Begin(settings.Refit ? 0.3 : 0.05);
        var tastes = plan.Sources.Any(source => source.Name == FactorizationSource.SourceName);
        var factorizes = settings.Refit && !settings.TasteOfModel;
        var parts = settings.Refit ? RetrievalParts.Fit(log, sources, parallel, null) : earlier;
        parts = parts with
        {
            Content = content,
            Taste = !tastes ? null : factorizes ? taste!.Train(log, cancellationToken) : earlier.Taste,
        };
        var model = settings.Refit && encoded is not null
            ? encoder!.Train(
                log,
                encoded.Model.Settings with { Epochs = encoded.Epochs },
                null,
                "whole",
                new EncoderLines("encoder, on everything", steps),
                cancellationToken).Model
            : encoded?.Model;
        var rankers = ablated is null ? 1 : plan.Sources.Count + 1;
        foreach (var source in ablated is null ? [] : plan.Sources)
        {
            ablated!.Add((source.Name, Ranked(plan with { Sources = [.. plan.Sources.Where(other => other != source)] })));
        }

        return Ranked(plan);

        TwoStageModel Ranked(RankPlan used)
        {
            steps.Begin(0.15 / rankers);
            var usesEncoder = used.Sources.Any(source => source.Name == RankPlan.Encoder);
            var examples = ExampleCollector.Collect(
                split.Later,
                used.Layout().Features.Count,
                TwoStageWorker.Open(used, earlier, usesEncoder ? encoded?.Model : null),
                parallel,
                done => steps.Tell("features", (double)done / split.Later.Count));
            steps.Begin(0.1 / rankers);
            var (ranker, best) = TrainRanker(used, examples, steps, cancellationToken);
            var (gated, choices) = Gate(used, ranker);
            var selection = new TwoStageSelection([.. chooser.Choices, .. choices], Figures(examples, best));
            return TwoStageFiles.WithGraphs(new TwoStageModel(
                itemIds, traits, used, gated, usesEncoder ? model : null, ranker, selection));
        }

        (RetrievalParts Parts, SourceChoice[] Choices) Gate(RankPlan used, RankerModel ranker)
        {
            if (content is null)
            {
                return (parts, []);
            }

            var usesEncoder = used.Sources.Any(source => source.Name == RankPlan.Encoder);
            var judged = TwoStageFiles.WithGraphs(new TwoStageModel(
                itemIds, traits, used, earlier, usesEncoder ? encoded?.Model : null, ranker, TwoStageSelection.None));
            using var graphs = new TwoStageGraphs(judged, new OnnxScorerOptions { Provider = "cpu", IntraOpThreads = 1 });
            var (gate, choice) = GateTrainer.Train(
                content,
                itemIds,
                split.Later,
                asked => TwoStageJudge.Ranks(() => new GraphAnswers(judged, graphs), asked, parallel),
                settings.Seed,
                parallel);
            return (parts with { Content = content with { Gate = gate } }, [choice]);
        }
    }

    private RankPlan Plan(
        DataTraits traits, RetrievalParts parts, EncoderTraining? encoder, SettingsChooser chooser)
    {
        var names = parts.Open().Select(source => source.Name).Where(name => !settings.Without.Contains(name)).ToArray();
        var figures = names.ToDictionary(
            name => name, name => chooser.Judge(() => parts.Open().First(source => source.Name == name)));
        var best = Math.Max(figures.Values.Max(), 1e-6);
        RankSource[] sources =
            [.. names.Select(name => new RankSource(name, Math.Max(WeightMin, (float)(figures[name] / best))))];
        return new RankPlan
        {
            Sources = encoder is null ? sources : [.. sources, new RankSource(RankPlan.Encoder, 1)],
            ExcludesHistory = traits.ExcludesHistory,
        };
    }

    /// <summary>Without the sources that cost time and find nothing more.</summary>
    private RankPlan Kept(
        RankPlan plan,
        TrainingSplit split,
        RetrievalParts earlier,
        EncoderTraining? encoded,
        SettingsChooser chooser,
        ParallelOptions parallel)
    {
        var trial = new SourceTrial(
            split.Later,
            used => TwoStageWorker.Open(used, earlier, encoded?.Model),
            settings.Ranker with { Seed = settings.Seed },
            parallel);
        foreach (var source in (string[])[FactorizationSource.SourceName, ContentSource.SourceName])
        {
            if (plan.Sources.Any(other => other.Name == source))
            {
                (plan, var choice) = trial.Keep(plan, source);
                chooser.Choices.Add(choice);
            }
        }

        return plan;
    }

    private (RankerModel Model, RankerEpoch Best) TrainRanker(
        RankPlan plan, RankExamples examples, StepProgress steps, CancellationToken cancellationToken)
    {
        if (examples.Count == 0)
        {
            return (RankerModel.OfMix(plan), default);
        }

        var trainer = new RankerTrainer(settings.Ranker with { Threads = settings.Threads, Seed = settings.Seed });
        return trainer.Train(examples, new RankerLines(steps), cancellationToken);
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

    private sealed class RankerLines(StepProgress steps) : IProgress<RankerEpoch>
    {
        public void Report(RankerEpoch value) => steps.Tell(
            FormattableString.Invariant($"ranker {value.Epoch} of {value.Epochs}, loss {value.HeldOutLoss:0.000}"),
            (double)value.Epoch / value.Epochs);
    }
}
