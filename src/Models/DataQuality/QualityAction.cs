namespace StreamReco.Models.DataQuality;

/// <summary>What becomes of a record that breaks a rule.</summary>
public enum QualityAction : byte
{
    /// <summary>It is counted, and applied as any other.</summary>
    Count = 0,

    /// <summary>It is applied, and its verdict says that a rule was broken.</summary>
    Flag = 1,

    /// <summary>It is held back whole until an operator lets it out.</summary>
    Quarantine = 2,

    /// <summary>It is rejected: it changes no user's state.</summary>
    Reject = 3,
}
