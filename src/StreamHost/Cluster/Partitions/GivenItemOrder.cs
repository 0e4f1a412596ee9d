using System.Numerics.Tensors;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Ranking;
using StreamReco.Stages.Batches;

namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>
/// Puts given items in order. A two-stage model takes them for candidates: those of which its sources speak most by the
/// ranker, the others by the sources. The small model takes its own candidates by their score, then the others that it knows
/// by the user's vector. What the model does not know comes last, as it was given.
/// </summary>
internal static class GivenItemOrder
{
    /// <summary>The order of a ranked request.</summary>
    /// <param name="request">Scored and ranked.</param>
    /// <param name="items">The items.</param>
    /// <param name="hasHistory">Whether the order rests on the user's history.</param>
    public static IReadOnlyList<RankedId> ByModel(RecommendationRequest request, IReadOnlyList<string> items, bool hasHistory)
    {
        var features = request.Features;
        var ranked = new Dictionary<int, float>(features.CandidateCount);
        for (var i = 0; i < features.CandidateCount; i++)
        {
            ranked[features.CandidateRows[i]] = features.CandidateScores[i];
        }

        var mixed = MixOf(request.Given);
        var known = request.Model.Items;
        return Order(items, id => known.IndexOf(id) is >= 0 and var row
            ? ranked.TryGetValue(row, out var score) ? new Placed(id, score, mixed is null ? "model" : "ranker", 0)
                : mixed is null ? new Placed(id, TensorPrimitives.Dot(features.UserVector, known.Factor(row)), "vector", 1)
                : new Placed(id, mixed[row], hasHistory ? "sources" : "popular", 1)
            : new Placed(id, 0, "unknown", 2));
    }

    /// <summary>The order of popularity in training.</summary>
    public static IReadOnlyList<RankedId> ByPopularity(ModelArtifact model, IReadOnlyList<string> items)
    {
        var ranks = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in model.PopularRows)
        {
            ranks.TryAdd(model.Items.IdOf(row), ranks.Count + 1);
        }

        return Order(items, id => ranks.TryGetValue(id, out var rank)
            ? new Placed(id, 1.0 / rank, "popular", 0) : new Placed(id, 0, "unknown", 1));
    }

    private static RankedId[] Order(IReadOnlyList<string> items, Func<string, Placed> place) =>
    [
        .. items.Select(place).OrderBy(item => item.Group).ThenByDescending(item => item.Score)
            .Select(item => new RankedId(item.Id, item.Score, item.By)),
    ];

    /// <summary>What the sources of a two-stage model say of each given item; null without them.</summary>
    private static Dictionary<int, float>? MixOf(GivenItems? given)
    {
        if (given is null)
        {
            return null;
        }

        var mix = new Dictionary<int, float>(given.Rows.Length);
        for (var i = 0; i < given.Rows.Length; i++)
        {
            mix[given.Rows[i]] = given.Mix[i];
        }

        return mix;
    }

    private readonly record struct Placed(string Id, double Score, string By, int Group);
}
