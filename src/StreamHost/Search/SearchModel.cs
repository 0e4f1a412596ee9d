using StreamReco.Models.Search.Ranking;

namespace StreamReco.StreamHost.Search;

/// <summary>
/// What one model says of searches. A search takes it once, at its beginning, so that a change of model comes between two searches and
/// not into one: person, items and order are of the same model, and so are the reasons of a first page.
/// </summary>
/// <param name="Version">The model's version; empty without a model.</param>
/// <param name="Ranker">Its ranker; null for the fixed mix.</param>
/// <param name="Signals">What it says of items and persons; null without a model.</param>
internal sealed record SearchModel(string Version, GraphRanker? Ranker, ModelSignals? Signals)
{
    /// <summary>No model: the fixed mix ranks.</summary>
    public static SearchModel None { get; } = new("", null, null);
}
