namespace StreamReco.Stages.Privacy;

/// <summary>What is kept of the text of a query.</summary>
public enum QueryTextRule
{
    /// <summary>The text.</summary>
    Keep,

    /// <summary>A keyed hash: searches are counted by it, and nobody can read it.</summary>
    Hash,

    /// <summary>Nothing: a search counts for its user, not for a query.</summary>
    Drop,
}
