namespace StreamReco.Stages.Recommendations.Rules;

/// <summary>What a rule did to an answer, as the answer says it.</summary>
public enum RuleEffect
{
    /// <summary>Candidates that are not in the answer because of the rule.</summary>
    LeftOut,

    /// <summary>Items of the answer that stand higher than their score alone would put them.</summary>
    Raised,

    /// <summary>Items that the rule put behind the others, in the answer or fallen off its end.</summary>
    Buried,

    /// <summary>Slots that the rule filled.</summary>
    Pinned,

    /// <summary>Slots that stayed as they were because the cap was reached.</summary>
    Capped,

    /// <summary>Slots that stayed as they were because none of the rule's items could be shown.</summary>
    Unfilled,

    /// <summary>Items that are there although the rule forbids it: the answer would have been empty.</summary>
    Broken,
}
