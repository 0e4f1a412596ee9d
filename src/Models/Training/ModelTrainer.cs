using StreamReco.Models.Artifacts;
using StreamReco.Models.Data;
using StreamReco.Models.Items;
using StreamReco.Models.Onnx;
using StreamReco.Models.Ranking;

namespace StreamReco.Models.Training;

/// <summary>
/// Trains a model from historic clicks: implicit ALS over the users' interactions and, beside them, over the
/// transitions between items. The item factors are the space of the online user vectors; the factors of the
/// transitions' rows say what a recent item makes likely next.
/// </summary>
public sealed class ModelTrainer(TimeProvider time)
{
    private const int PopularMax = 1000;

    /// <summary>The trained model; the same data, settings and seed give the same version.</summary>
    /// <param name="data">The clicks, in event-time order.</param>
    /// <param name="settings">Hyper-parameters.</param>
    /// <param name="sources">Where the clicks came from, for the manifest.</param>
    /// <param name="progress">Receives every block of solved rows; null for none.</param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    /// <param name="stack">
    /// A stack trained on the same clicks, or on these and more, which becomes part of the model and whose vocabulary it
    /// has; null for none.
    /// </param>
    /// <exception cref="ArgumentException">A setting cannot train, or the data have no interaction.</exception>
    public ModelArtifact Train(
        ClickDataset data,
        TrainingSettings settings,
        IReadOnlyList<string> sources,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken,
        TwoStageModel? stack = null)
    {
        settings.Validate();
        var clicks = stack is null ? ClickSequences.Of(data) : ClickSequences.Of(data, stack.ItemIds);
        var users = clicks.UserItems();
        var transitions = Transitions.Of(clicks, settings.TransitionDecay, settings.TransitionWeight);
        var factors = new IalsTrainer(settings, time, progress, cancellationToken).Train(users.Above(transitions));
        var layout = settings.LayoutFor(clicks.ItemIds.Count);
        var context = factors.Rows.AsMemory(users.Rows * settings.Dimensions);
        var graph = OnnxGraphWriter.Write(
            layout,
            new GraphWeights(
                clicks.ItemIds.Count, factors.Columns, context, settings.UserWeight, settings.SessionWeight));
        return ModelArtifactBuilder.Build(
            settings.Name,
            time.GetUtcNow(),
            layout,
            ItemInfo(clicks.ItemIds, data.Catalog),
            factors.Columns,
            factors.Prior,
            [.. Enumerable.Range(0, Math.Min(PopularMax, clicks.ItemIds.Count))],
            graph,
            Summary(data, settings, sources, clicks, factors.Loss) with { Algorithm = stack is null ? "ials" : "stack" },
            stack);
    }

    private static CatalogItem[] ItemInfo(IReadOnlyList<string> ids, IReadOnlyList<CatalogItem> catalog)
    {
        var known = catalog.ToDictionary(item => item.ItemId, StringComparer.Ordinal);
        return
        [
            .. ids.Select(id => known.GetValueOrDefault(id)
                ?? new CatalogItem(id, id, null, null, double.NaN, Available: true)),
        ];
    }

    private static TrainingSummary Summary(
        ClickDataset data, TrainingSettings settings, IReadOnlyList<string> sources, ClickSequences clicks, double loss)
    {
        var timed = data.TimeNote is null;
        return new TrainingSummary(
            "ials",
            sources,
            clicks.Interactions,
            clicks.Users.Count,
            timed ? DateTimeOffset.FromUnixTimeMilliseconds(data.Clicks[0].TimeMs) : null,
            timed ? DateTimeOffset.FromUnixTimeMilliseconds(data.Clicks[^1].TimeMs) : null,
            settings.ByName(loss, clicks.ImmediateRepeats()),
            settings.Seed);
    }
}
