namespace StreamReco.TestKit.Store;

/// <summary>Where the next save of an <see cref="InMemoryShardStore"/> breaks.</summary>
public enum SaveFault
{
    None = 0,

    /// <summary>Nothing is written.</summary>
    BeforeCommit = 1,

    /// <summary>All is written, but the caller learns of a failure: the answer got lost.</summary>
    AfterCommit = 2,
}
