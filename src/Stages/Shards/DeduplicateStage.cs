using StreamReco.Models.Events;
using StreamReco.Stages.State;

namespace StreamReco.Stages.Shards;

/// <summary>Recognises an event that was applied before, by its id within the user's horizon of remembered ids.</summary>
public static class DeduplicateStage
{
    public static bool IsDuplicate(UserTable users, ClickEvent click) =>
        users.Find(click.UserId) is { } user && user.EventIds.Contains(click.EventIdHash);
}
