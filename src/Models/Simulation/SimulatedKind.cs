namespace StreamReco.Models.Simulation;

/// <summary>What a simulated record is, and so what the pipeline must do with it.</summary>
public enum SimulatedKind
{
    /// <summary>A good event in event-time order: applied.</summary>
    Event,

    /// <summary>The bytes of a recent <see cref="Event"/> once more: a duplicate.</summary>
    Duplicate,

    /// <summary>Arrives minutes after its event time, within the allowed lateness: applied.</summary>
    LateWithin,

    /// <summary>Arrives hours after its event time, beyond the allowed lateness: rejected as late.</summary>
    LateBeyond,

    /// <summary>JSON that ends in the middle: rejected as malformed.</summary>
    BrokenJson,

    /// <summary>A user id whose bytes are no UTF-8: rejected as malformed.</summary>
    BadUtf8,

    /// <summary>No user and no session: rejected as invalid.</summary>
    MissingField,

    /// <summary>An array where a text belongs: rejected as invalid.</summary>
    WrongType,

    /// <summary>A clock that is days ahead: rejected as future.</summary>
    FutureTimestamp,

    /// <summary>A clock that was never set, days after 1970: rejected as ancient.</summary>
    AncientTimestamp,
}
