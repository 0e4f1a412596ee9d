using StreamReco.Models.Decoding;
using StreamReco.Models.Events;
using StreamReco.Stages.State;

namespace StreamReco.Stages.Shards;

/// <summary>Event time of the shard: lateness, the watermark and the tumbling counts of trending.</summary>
public sealed class WindowStage(WindowOptions options)
{
    /// <returns>Null, or the failure when the event is later than the allowed lateness.</returns>
    public ValidationFailure? CheckLateness(ShardState shard, long eventMs)
    {
        if (shard.LatestEventMs == long.MinValue || eventMs >= shard.WatermarkMs - options.AllowedLatenessMs)
        {
            return null;
        }

        return new ValidationFailure(
            FailureType.Late,
            "timestamp",
            $"The event is {(shard.WatermarkMs - eventMs) / 1000} s behind the watermark; Window:AllowedLatenessMs is {options.AllowedLatenessMs}.");
    }

    /// <summary>Takes in an applied event: moves the watermark, closes windows that it passed, counts the event's items.</summary>
    /// <param name="shard">The shard's state.</param>
    /// <param name="click">The event.</param>
    /// <param name="isHeld">Whether its user is held: the event counts in trending when the user is freed.</param>
    public static void Advance(ShardState shard, ClickEvent click, bool isHeld = false)
    {
        if (click.EventTimeMs > shard.LatestEventMs)
        {
            shard.LatestEventMs = click.EventTimeMs;
            shard.Trending.Advance(shard.WatermarkMs);
            shard.Countries.Advance(shard.WatermarkMs);
        }

        if (!EventTypes.IsInteraction(click.Type))
        {
            return;
        }

        for (var i = 0; i < click.Items.Count; i++)
        {
            if (!isHeld)
            {
                shard.Trending.Add(click.Items[i].ItemId, click.EventTimeMs);
            }

            shard.Countries.Add(click.Country, click.Items[i].ItemId, click.EventTimeMs, shard.WatermarkMs);
        }
    }
}
