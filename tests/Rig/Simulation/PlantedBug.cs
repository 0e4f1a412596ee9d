namespace StreamReco.Rig.Simulation;

/// <summary>
/// A safeguard that the simulation leaves out, to show that it would notice. Each lives in a double of the simulator: the
/// shipped code has no such switch.
/// </summary>
public enum PlantedBug
{
    None,

    /// <summary>The store takes a snapshot of an owner whose lease is void.</summary>
    NoLeaseCheck,

    /// <summary>The broker takes a transaction of a producer that a newer one has replaced.</summary>
    NoFencing,

    /// <summary>A snapshot is stored before the commit that covers its offset.</summary>
    SnapshotBeforeCommit,

    /// <summary>Records in one transaction, the consumed offset in another one behind it.</summary>
    OffsetsOutsideTransaction,

    /// <summary>The silent replay up to the committed offset emits.</summary>
    EmissionDuringRecovery,

    /// <summary>Stored users come back without the event ids that they remember.</summary>
    DedupeNotInSnapshot,

    /// <summary>Users whose snapshot is still on its way are evicted.</summary>
    EvictionOfUnsavedUsers,

    /// <summary>The throttle looks at the clock of the machine.</summary>
    TriggerByWallClock,

    /// <summary>Snapshots leave the clicks out that wait for the throttle.</summary>
    PendingNotInSnapshot,

    /// <summary>Recovery reads from the committed offset on instead of from the snapshot's.</summary>
    RecoveryAtCommittedOffset,

    /// <summary>Recovery does not ask whether another owner has come while it loaded.</summary>
    NoLookAtTheLeaseInRecovery,

    /// <summary>A commit whose result is unknown is sent again as it is.</summary>
    UnknownCommitSentAgain,

    /// <summary>Snapshots leave erased users in the store.</summary>
    ErasureNotInSnapshot,

    /// <summary>The marks by which earlier clicks of erased users are passed over are no part of the state.</summary>
    ErasureMarksNotInSnapshot,

    /// <summary>Stored users come back without the word that they are held as programs.</summary>
    BotsNotInSnapshot,

    /// <summary>What a shard tells other partitions of linked ids is written behind the commit instead of in it.</summary>
    LinksOutsideTransaction,

    /// <summary>Stored ids come back without the word that they are linked.</summary>
    LinksNotInSnapshot,

    /// <summary>An owner that opens its shard anew takes the lease from whoever has come in between.</summary>
    OvertakenOwnerTakesBack,

    /// <summary>A node that finds itself marked as downed goes on.</summary>
    DownedNodeGoesOn,

    /// <summary>The ledger lets each of two sides mark the other.</summary>
    BothSidesGoOn,

    /// <summary>A side goes on without the others although the database could not be asked.</summary>
    DowningWithoutTheDatabase,

    /// <summary>A partition whose hand-over was cut off by the coordinator's death is not brought to life again.</summary>
    HandOverForgotten,

    /// <summary>The next control plane does not take up what an earlier one had begun.</summary>
    RequestForgotten,

    /// <summary>A request that is taken up again does not look at what its earlier run has written.</summary>
    RequestStartsOver,

    /// <summary>The broker takes control records of a control plane that a newer one has replaced.</summary>
    NoFencingOfControlRecords,

    /// <summary>A step counts as done before the broker has its control record.</summary>
    ControlRecordNotAwaited,
}
