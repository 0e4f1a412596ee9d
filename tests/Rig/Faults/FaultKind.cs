namespace StreamReco.Rig.Faults;

/// <summary>What is done to a running cluster while it is asked how it is.</summary>
internal enum FaultKind
{
    /// <summary>PostgreSQL is stopped for 55 s.</summary>
    DatabaseAway,

    /// <summary>The disk of a single node's SQLite file fills up and is emptied again.</summary>
    DiskFull,

    /// <summary>The topic of the recommendations is deleted and made again.</summary>
    TopicDeleted,

    /// <summary>One of two nodes is ended by SIGKILL and started again.</summary>
    NodeKilled,

    /// <summary>2,000 clients ask a node at once, three times.</summary>
    ManyClients,
}
