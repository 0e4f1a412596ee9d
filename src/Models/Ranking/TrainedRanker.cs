namespace StreamReco.Models.Ranking;

/// <summary>A trained ranker with its graph. Immutable.</summary>
/// <param name="Layout">What it is run on.</param>
/// <param name="Model">Its weights, from which reasons are worked out; the scores come from the graph.</param>
/// <param name="Graph">The graph.</param>
public sealed record TrainedRanker(RankLayout Layout, RankerModel Model, ReadOnlyMemory<byte> Graph);
