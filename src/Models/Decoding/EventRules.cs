using StreamReco.Models.Events;

namespace StreamReco.Models.Decoding;

/// <summary>
/// The rules of a valid event. Time is judged against the moment of reception (Kafka's timestamp), never against the
/// clock of the machine that happens to process it: a replay judges alike.
/// </summary>
public sealed record EventRules
{
    // Kafka's timestamp is the producer's to set, and the sender's clock is corrected by it: no answer could name a later moment.
    private static readonly long _latestMs = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>How far an event's time may lie after its reception, ms; the setting <c>Validation:FutureSkewMs</c>.</summary>
    public long FutureSkewMs { get; init; } = 5 * 60_000L;

    /// <summary>The setting <c>Validation:EarliestEventTime</c>.</summary>
    public DateTimeOffset EarliestEventTime { get; init; } = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Checks an event of the stream.</summary>
    /// <param name="click">The event.</param>
    /// <param name="receivedMs">When it was received, Unix milliseconds.</param>
    /// <returns>Null, or the first rule that the event breaks.</returns>
    public ValidationFailure? Check(ClickEvent click, long receivedMs) =>
        CheckId(click) ?? CheckType(click) ?? CheckWhat(click)
            ?? (click.EventTimeMs == long.MinValue
                ? Invalid("timestamp", "timestamp is missing; sent_at alone says when the event was sent, not when it happened.")
                : CheckTime(click.EventTimeMs, receivedMs));

    /// <summary>
    /// Checks a line of a click file: it needs no id, because it is not sent again, and no time where the order of the file
    /// says what came first. Nobody knows when it was received, so that no time is in the future.
    /// </summary>
    internal ValidationFailure? CheckHistoric(ClickEvent click) =>
        CheckType(click) ?? CheckWhat(click)
            ?? (click.EventTimeMs == long.MinValue ? null : CheckTime(click.EventTimeMs, _latestMs));

    private static ValidationFailure? CheckId(ClickEvent click) => click.HasEventId
        ? null : Invalid("event_id", "event_id is missing: without it a repeat looks like a new event.");

    private static ValidationFailure? CheckType(ClickEvent click) =>
        click.Type == EventType.None ? Invalid("event_type", "event_type is missing.") : null;

    private static ValidationFailure? CheckWhat(ClickEvent click) =>
        click.UserId.IsEmpty ? Invalid("user_id", "user_id, anonymous_id and session_id are all missing.")
        : click.UserId.Contains('\0') ? Invalid(
            "user_id", "the id of the user has the character U+0000, which neither an address nor a command line can carry: nobody could ask for the user.")
        : click.Items.Count == 0 && EventTypes.NeedsItem(click.Type)
            ? Invalid("items", $"{EventTypes.NameOf(click.Type)} must name an item in items or item_id.")
            : null;

    private ValidationFailure? CheckTime(long eventMs, long receivedMs)
    {
        if (eventMs - FutureSkewMs > receivedMs || eventMs > _latestMs)
        {
            return new ValidationFailure(
                FailureType.Future,
                "timestamp",
                $"timestamp lies {(eventMs - receivedMs) / 1000} s after reception; Validation:FutureSkewMs is {FutureSkewMs}.");
        }

        return eventMs < EarliestEventTime.ToUnixTimeMilliseconds()
            ? new ValidationFailure(
                FailureType.Ancient,
                "timestamp",
                $"timestamp is {eventMs} ms after 1970; Validation:EarliestEventTime is {EarliestEventTime:O}.")
            : null;
    }

    private static ValidationFailure Invalid(string field, string message) => new(FailureType.Invalid, field, message);
}
