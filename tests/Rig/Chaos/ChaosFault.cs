namespace StreamReco.Rig.Chaos;

/// <summary>What a cycle does to the system.</summary>
internal enum ChaosFault
{
    /// <summary>SIGKILL to a node, which is started again after a while.</summary>
    NodeKilled,

    /// <summary>SIGSTOP to a node for a second to a minute: it wakes up as a stale owner, or finds that the others went on without it.</summary>
    NodeStopped,

    /// <summary>SIGTERM to a node: it drains, leaves, and is started again after a while.</summary>
    NodeDrained,

    /// <summary><c>cluster leave</c> for a node: it drains, leaves, ends, and is started again after a while.</summary>
    NodeLeft,

    /// <summary>One node more for a while; it goes by SIGTERM, or by SIGKILL.</summary>
    NodeAdded,

    /// <summary>SIGKILL to a broker, which comes back on its data.</summary>
    BrokerKilled,

    /// <summary>SIGSTOP to a broker: it accepts connections and answers nothing.</summary>
    BrokerPaused,

    /// <summary>PostgreSQL stops, in order or as a crash would, and comes back.</summary>
    DatabaseRestarted,
}
