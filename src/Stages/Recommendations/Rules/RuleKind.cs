namespace StreamReco.Stages.Recommendations.Rules;

/// <summary>What a rule of re-ranking does.</summary>
public enum RuleKind
{
    /// <summary>Leaves out what the catalog calls unavailable.</summary>
    Availability,

    /// <summary>Leaves out items of the user's recent history, by <see cref="SeenPolicy"/>.</summary>
    Seen,

    /// <summary>Leaves out items that the recent history says were bought.</summary>
    Bought,

    /// <summary>Mixes categories by maximal marginal relevance.</summary>
    Diversity,

    /// <summary>Raises matching items by a share of the distance between best and worst candidate.</summary>
    Boost,

    /// <summary>Puts matching items behind all others.</summary>
    Bury,

    /// <summary>Puts an item into a slot, with a label.</summary>
    Pin,

    /// <summary>Lets so many items of each category, or so many matching items, into an answer.</summary>
    Limit,
}
