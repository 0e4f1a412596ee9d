using StreamReco.Models.Users;

namespace StreamReco.Stages.State;

/// <summary>A resident user and what the table must know to evict or store it.</summary>
internal sealed class UserEntry(UserState state)
{
    public UserState State { get; } = state;

    /// <summary>Changed since it was last captured for a snapshot.</summary>
    public bool Dirty { get; set; }

    /// <summary>The capture that holds the latest change; the user may go once the store has it.</summary>
    public long CapturedIn { get; set; }

    /// <summary>Touched since the clock hand passed.</summary>
    public bool Referenced { get; set; }
}
