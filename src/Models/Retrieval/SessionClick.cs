using StreamReco.Models.Events;

namespace StreamReco.Models.Retrieval;

/// <summary>One interaction as live sources take it in, in the order of the log.</summary>
/// <param name="SessionKey">Names the session: clicks of one session share it, no two open sessions do. Not 0.</param>
/// <param name="Row">The item's row in the model's vocabulary, 0 to N-1.</param>
/// <param name="TimeMs">Event time, Unix milliseconds.</param>
/// <param name="Type">What was done with the item.</param>
public readonly record struct SessionClick(ulong SessionKey, int Row, long TimeMs, EventType Type)
{
    /// <summary>Names the user, so that all sessions of one can be forgotten; 0 where nobody asks for that.</summary>
    public ulong UserKey { get; init; }
}
