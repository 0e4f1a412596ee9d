namespace StreamReco.Rig.Simulation;

/// <summary>What must become of a record, by the simulation's own bookkeeping.</summary>
internal enum Fate
{
    Applied,
    Duplicate,
    Rejected,
    Tick,
    Erasure,

    /// <summary>Made before its user was erased, and read behind that.</summary>
    OfErased,

    /// <summary>A known event that is no click.</summary>
    PassedOver,

    /// <summary>A click under an anonymous id that is linked: it counts in the user's partition.</summary>
    Forwarded,

    /// <summary>A click of a user whom an operator has condemned.</summary>
    Quarantined,
}
