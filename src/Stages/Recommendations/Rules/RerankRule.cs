using StreamReco.Models.Items;

namespace StreamReco.Stages.Recommendations.Rules;

/// <summary>One rule of re-ranking. Which fields count is a matter of its kind.</summary>
/// <param name="Name">Names the rule in answers; unique in its file.</param>
/// <param name="Kind">What it does.</param>
public sealed record RerankRule(string Name, RuleKind Kind)
{
    /// <summary>Of <see cref="RuleKind.Seen"/>.</summary>
    public SeenPolicy Policy { get; init; }

    /// <summary>λ of <see cref="RuleKind.Diversity"/>: 1 is pure relevance, lower values mix categories.</summary>
    public double Lambda { get; init; } = 1;

    /// <summary>Of <see cref="RuleKind.Boost"/>: share of the distance between best and worst candidate, above 0 to 1.</summary>
    public float By { get; init; }

    /// <summary>Of <see cref="RuleKind.Limit"/>: items in one answer.</summary>
    public int Max { get; init; }

    /// <summary>Of <see cref="RuleKind.Pin"/>: the place, from 1.</summary>
    public int Slot { get; init; }

    /// <summary>Of <see cref="RuleKind.Pin"/>: what the answer calls the item, for instance <c>sponsored</c>.</summary>
    public string Label { get; init; } = "";

    /// <summary>Of <see cref="RuleKind.Pin"/>: the first of them that can be shown takes the slot.</summary>
    public IReadOnlyList<string> Items { get; init; } = [];

    /// <summary>The items of boost, bury and limit; null for a limit that counts each category by itself.</summary>
    public ItemMatch? Match { get; init; }

    /// <summary>Of boost, bury, limit and pin: the segments of users for whom it holds; null for everybody.</summary>
    public IReadOnlyList<int>? Segments { get; init; }

    /// <summary>Whether the rule speaks of items one by one, so that each item can be asked once.</summary>
    public bool IsMatched => Match is not null;
}
