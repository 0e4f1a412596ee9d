using StreamReco.Models.Events;
using StreamReco.Stages.Records;

namespace StreamReco.Stages.Shards;

/// <summary>
/// The rules of a valid event. Time is judged against the moment of reception (Kafka's timestamp), never against the
/// clock of the machine that happens to process it: a replay judges alike.
/// </summary>
public sealed class ValidateStage(ValidationOptions options)
{
    // Kafka's timestamp is the producer's to set, and the sender's clock is corrected by it: no answer could name a later moment.
    private static readonly long _latestMs = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private readonly long _earliestMs = options.EarliestEventTime.ToUnixTimeMilliseconds();

    /// <returns>Null, or the first rule that the event breaks.</returns>
    public Failure? Check(ClickEvent click, long receivedMs) =>
        CheckIdentity(click) ?? CheckItems(click) ?? CheckTime(click.EventTimeMs, receivedMs);

    private static Failure? CheckIdentity(ClickEvent click)
    {
        if (!click.HasEventId)
        {
            return Missing("event_id", "event_id is missing: without it a repeat cannot be told from a new event.");
        }

        if (click.Type == EventType.None)
        {
            return Missing("event_type", "event_type is missing.");
        }

        return click.UserId.IsEmpty ? Missing("user_id", "Both user_id and anonymous_id are missing.") : null;
    }

    private static Failure? CheckItems(ClickEvent click)
    {
        if (click.Items.Count == 0)
        {
            return EventTypes.NeedsItem(click.Type)
                ? Missing("items", $"{EventTypes.NameOf(click.Type)} must name an item in items or item_id.")
                : null;
        }

        for (var i = 0; i < click.Items.Count; i++)
        {
            if (click.Items[i].Price < 0)
            {
                return new Failure(FailureType.Invalid, "price", $"price is {click.Items[i].Price}; it must not be negative.");
            }

            if (click.Items[i].Quantity < 0)
            {
                return new Failure(FailureType.Invalid, "quantity", "quantity must be a whole number from 0.");
            }
        }

        return null;
    }

    private Failure? CheckTime(long eventMs, long receivedMs)
    {
        if (eventMs == long.MinValue)
        {
            return Missing("timestamp", "timestamp is missing.");
        }

        if (eventMs - options.FutureSkewMs > receivedMs || eventMs > _latestMs)
        {
            return new Failure(
                FailureType.Future,
                "timestamp",
                $"timestamp lies {(eventMs - receivedMs) / 1000} s after reception; Validation:FutureSkewMs is {options.FutureSkewMs}.");
        }

        return eventMs < _earliestMs
            ? new Failure(
                FailureType.Ancient,
                "timestamp",
                $"timestamp is {eventMs} ms after 1970; Validation:EarliestEventTime is {options.EarliestEventTime:O}.")
            : null;
    }

    private static Failure Missing(string field, string message) => new(FailureType.Invalid, field, message);
}
