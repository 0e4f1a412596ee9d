namespace StreamReco.TestKit.Shards;

/// <summary>How a commit breaks.</summary>
public enum CommitFault
{
    None,

    /// <summary>Nothing was committed.</summary>
    BeforeCommit,

    /// <summary>Everything was committed, but the caller is told that it is unknown.</summary>
    AfterCommit,
}
