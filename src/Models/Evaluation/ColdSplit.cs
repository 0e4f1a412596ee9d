using StreamReco.Models.Data;
using StreamReco.Models.Items;

namespace StreamReco.Models.Evaluation;

/// <summary>
/// Items taken for new: none of their clicks trains anything, and they are in no vocabulary, as if the shop had listed them
/// after training. Users, other clicks and the predictions to make stay as they are.
/// </summary>
/// <param name="Set">The examples, with training parts that lack the items.</param>
/// <param name="New">The items, as the catalog has them.</param>
public sealed record ColdSplit(EvaluationSet Set, IReadOnlyList<CatalogItem> New)
{
    /// <summary>Takes a share of the items that the training part and the catalog know, drawn by seed.</summary>
    public static ColdSplit Of(EvaluationSet set, double share, int seed)
    {
        var trained = set.Train.Clicks.Select(click => click.ItemId).ToHashSet(StringComparer.Ordinal);
        CatalogItem[] known =
            [.. set.Train.Catalog.Where(item => trained.Contains(item.ItemId)).OrderBy(item => item.ItemId, StringComparer.Ordinal)];
        new Random(seed).Shuffle(known);
        var taken = known[..(int)(known.Length * share)];
        var ids = taken.Select(item => item.ItemId).ToHashSet(StringComparer.Ordinal);
        return new ColdSplit(
            set with
            {
                Train = Without(set.Train, ids),
                TrainWithValidation = set.TrainWithValidation is { } validation ? Without(validation, ids) : null,
            },
            taken);
    }

    /// <summary>Training clicks of each prediction's target.</summary>
    public int[] TargetClicks()
    {
        var clicks = Set.Train.Clicks.GroupBy(click => click.ItemId, StringComparer.Ordinal)
            .ToDictionary(own => own.Key, own => own.Count(), StringComparer.Ordinal);
        return [.. Set.Examples.Select(example => clicks.GetValueOrDefault(example.Target))];
    }

    private static ClickDataset Without(ClickDataset data, HashSet<string> ids) =>
        data with { Clicks = [.. data.Clicks.Where(click => !ids.Contains(click.ItemId))] };
}
