namespace StreamReco.Stages.State;

/// <summary>A user of a shard that is in memory: where the state is, and what the table must know to evict or store it.</summary>
internal struct UserSlot
{
    /// <summary>Of the user's id.</summary>
    public ulong Hash;

    /// <summary>Where the packed bytes lie; of no meaning while the user is unpacked.</summary>
    public long Place;

    /// <summary>Of the packed history.</summary>
    public long LastItemMs;

    /// <summary>Of the packed history.</summary>
    public int HistoryBytes;

    /// <summary>Length of the packed bytes.</summary>
    public int Length;

    /// <summary>Place among the unpacked users; <see cref="Packed"/> or <see cref="Empty"/> where there is none.</summary>
    public int Unpacked;

    /// <summary>The capture that holds the latest change; the user may go once the store has it.</summary>
    public int CapturedIn;

    public UserFlags Flags;

    /// <summary><see cref="Models.Users.UserState.WaitsAt"/> of a packed user, plus one.</summary>
    public int WaitsAfter;

    /// <summary>The state is packed bytes.</summary>
    public const int Packed = -1;

    /// <summary>The slot has no user.</summary>
    public const int Empty = -2;

    public readonly bool Has(UserFlags flag) => (Flags & flag) != UserFlags.None;
}

/// <summary>What is noted of a <see cref="UserSlot"/>.</summary>
[Flags]
internal enum UserFlags
{
    None = 0,

    /// <summary>Changed since it was last captured for a snapshot.</summary>
    Dirty = 1,

    /// <summary>Touched since the clock hand passed.</summary>
    Referenced = 2,

    /// <summary>Packed while a click waited for the throttle.</summary>
    Waits = 4,
}
