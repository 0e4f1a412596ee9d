using StreamReco.Models.Items;

namespace StreamReco.Models.Users;

/// <summary>
/// Makes one state of two: what a person did before they signed in and after. The order of the two does not matter, and of three
/// neither does who comes first, as far as the bounds of a state allow (property tests say where they do not).
/// </summary>
public static class UserMerge
{
    /// <summary>Takes the state of another id into a user's.</summary>
    /// <param name="user">The user; keeps id, links, and what is known of how they click: that was judged click by click.</param>
    /// <param name="other">The other id's state, which is not changed.</param>
    /// <param name="options">Bounds of both.</param>
    /// <param name="items">The item space of the model that answers.</param>
    public static void Merge(UserState user, UserState other, UserStateOptions options, ItemSpace items)
    {
        (user.FirstEventMs, user.LastEventMs) = user.Applied == 0 ? (other.FirstEventMs, other.LastEventMs)
            : other.Applied == 0 ? (user.FirstEventMs, user.LastEventMs)
            : (Math.Min(user.FirstEventMs, other.FirstEventMs), Math.Max(user.LastEventMs, other.LastEventMs));
        user.Applied += other.Applied;
        for (var type = 0; type < user.EventsByType.Length; type++)
        {
            user.EventsByType[type] += other.EventsByType[type];
        }

        user.Session = user.Session.Unite(other.Session, options.SessionGapMs);
        user.EventIds.Unite(other.EventIds);
        user.Interests.Unite(other.Interests, options.InterestHalfLifeMs);
        user.Recent.Unite(other.Recent);
        user.Answers = user.Answers with { LastAnsweredMs = Math.Max(user.Answers.LastAnsweredMs, other.Answers.LastAnsweredMs) };
        user.MoveTo(items);
        user.Recent.Reindex(items);
        user.RebuildVector(items);
    }
}
