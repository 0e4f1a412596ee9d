using StreamReco.Models.Items;
using StreamReco.Models.Ranking;

namespace StreamReco.Models.Artifacts;

/// <summary>A loaded model: manifest, item space, popularity order and the graph's bytes. Immutable.</summary>
/// <param name="Manifest">What the model says of itself.</param>
/// <param name="Items">Vocabulary, factors and prior.</param>
/// <param name="ItemInfo">What the training data said of each item, by row; names and categories for people.</param>
/// <param name="PopularRows">Rows of the most popular items of the training span, most popular first; the last resort of cold start.</param>
/// <param name="Graph">The ONNX graph.</param>
public sealed record ModelArtifact(
    ModelManifest Manifest,
    ItemSpace Items,
    IReadOnlyList<CatalogItem> ItemInfo,
    IReadOnlyList<int> PopularRows,
    ReadOnlyMemory<byte> Graph)
{
    /// <summary>Sources, encoder and ranker, which answer in place of the graph; null for a model of format 1.</summary>
    public TwoStageModel? Stack { get; init; }

    /// <summary>Ranks what a search found; null for a model without, whose node ranks by the fixed mix.</summary>
    public TrainedRanker? SearchRanker { get; init; }
}
