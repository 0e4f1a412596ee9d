namespace StreamReco.Rig.Simulation;

/// <summary>Whether a node's process moves.</summary>
internal enum NodeState
{
    Running,

    /// <summary>Stopped for a while: what it sent goes on, it learns of nothing.</summary>
    Paused,

    /// <summary>Killed; it never comes back under this name.</summary>
    Dead,
}
