using StreamReco.Models.Events;

namespace StreamReco.Models.Retrieval;

/// <summary>
/// What is known of a user when candidates are asked for: the items of the history that the model knows, oldest first,
/// and where the current session begins in it. The same in training, evaluation and serving.
/// </summary>
public readonly ref struct SessionQuery
{
    /// <summary>Rows of the history's items, oldest first, each 0 to N-1; may be empty.</summary>
    public required ReadOnlySpan<int> Rows { get; init; }

    /// <summary>Event time of each, Unix milliseconds; as long as <see cref="Rows"/>.</summary>
    public required ReadOnlySpan<long> TimesMs { get; init; }

    /// <summary>Where the current session begins in <see cref="Rows"/>; 0 where history and session are one.</summary>
    public required int SessionStart { get; init; }

    /// <summary>Event time at which the answer is asked for, Unix milliseconds.</summary>
    public required long AsOfMs { get; init; }

    /// <summary>
    /// The current session as live clicks name it (<see cref="SessionClick.SessionKey"/>): it is no neighbour of itself. 0
    /// where none of it was taken in.
    /// </summary>
    public ulong SessionKey { get; init; }

    /// <summary>What was done with each item, as long as <see cref="Rows"/>; empty where all are views.</summary>
    public ReadOnlySpan<EventType> Types { get; init; }

    /// <summary>
    /// The user's online vector in the model's item space, over all that the user ever did; empty where what is known is
    /// in <see cref="Rows"/>, from which the same vector can be folded.
    /// </summary>
    public ReadOnlySpan<float> UserVector { get; init; }

    /// <summary>The current session's rows, oldest first.</summary>
    public ReadOnlySpan<int> Session => Rows[SessionStart..];
}
