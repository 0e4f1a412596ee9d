using StreamReco.Models.Events;
using StreamReco.Models.Users;
using StreamReco.Stages.State;

namespace StreamReco.Stages.Shards;

/// <summary>
/// Decides by event time and offsets alone which clicks are answered, so that every run over the same log answers the
/// same ones: at once when the user's throttle interval has passed or the signal is strong; otherwise when the
/// watermark passes the interval's end, unless a later click of the user has taken the place.
/// </summary>
public sealed class TriggerStage(TriggerOptions options)
{
    /// <returns>Whether the click is answered now.</returns>
    public bool Decide(ShardState shard, UserState user, ClickEvent click, long offset)
    {
        var last = user.Answers.LastAnsweredMs;
        var now = options.EmitIntervalMs == 0
            || last == long.MinValue
            || click.EventTimeMs - last >= options.EmitIntervalMs
            || EventTypes.IsStrong(click.Type);
        if (now)
        {
            if (user.Answers.HasPending)
            {
                shard.Pending.Remove(user.UserIdChars);
            }

            user.Answers = new RecommendationClock(Math.Max(last, click.EventTimeMs), -1);
            return true;
        }

        user.WaitsAt = shard.Pending.Put(
            user.UserIdChars, (user.WaitsAt, user.Answers.PendingOffset), offset, click.EventTimeMs, last + options.EmitIntervalMs);
        user.Answers = new RecommendationClock(last, offset);
        return false;
    }

    /// <summary>Takes the next waiting click that is due; one that its user's state no longer names is passed over.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="users">The resident users: one with a waiting click is always among them.</param>
    /// <param name="untilMs">The latest due time that is taken, event time in Unix milliseconds.</param>
    /// <param name="due">The click and its user.</param>
    public static bool TryTakeWaiting(
        ShardState shard, UserTable users, long untilMs, out (PendingRecommendation Click, UserState User) due)
    {
        while (shard.Pending.TryPeek(out var pending) && pending.DueMs <= untilMs)
        {
            shard.Pending.Remove(pending.UserId);
            if (users.Find(pending.UserId)?.Answers.PendingOffset == pending.Offset)
            {
                var user = users.GetForChange(pending.UserId);
                user.Answers = new RecommendationClock(pending.DueMs, -1);
                due = (pending, user);
                return true;
            }
        }

        due = default;
        return false;
    }
}
