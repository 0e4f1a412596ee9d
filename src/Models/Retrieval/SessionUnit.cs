namespace StreamReco.Models.Retrieval;

/// <summary>What counts as one session when a log is made of clicks.</summary>
public enum SessionUnit
{
    /// <summary>A session of a user, as the data name it or as pauses cut it.</summary>
    Session,

    /// <summary>Everything that a user did: histories, where the next item depends on all of it.</summary>
    User,
}
