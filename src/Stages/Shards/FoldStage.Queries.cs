using StreamReco.Models.Events;
using StreamReco.Models.Users;
using StreamReco.Stages.Batches;

namespace StreamReco.Stages.Shards;

/// <summary>Requests of those who ask from outside of the log: copies of the state, which leave no trace in it.</summary>
public sealed partial class FoldStage
{
    /// <summary>A request for who asks outside of the log, of the user as of now; in a turn of the shard's loop.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="stored">The state that the store has, a copy of the caller's own, where the user is not resident.</param>
    /// <returns>The request, to be scored, and whether the user has a state.</returns>
    public (RecommendationRequest Request, bool IsKnown) RequestOf(string userId, UserState? stored)
    {
        var known = _users.FindIn(_model.Items, userId) ?? Find(userId, stored);
        var user = known ?? new UserState(userId, _userOptions);
        user.MoveTo(_model.Items);
        var asOfMs = known?.LastEventMs ?? Math.Max(_state.LatestEventMs, 0);
        var request = _model.Requests.Rent();
        request.Fill(user, new RequestContext(
            Math.Max(0, _state.NextOffset - 1), asOfMs, asOfMs, FocusOf(user), _state.Trending.Top));
        return (request, known is not null);
    }

    /// <summary>A request for a history of items without a user, as of now; in a turn of the shard's loop.</summary>
    /// <param name="userId">What the answer calls its user.</param>
    /// <param name="items">The items, the newest last.</param>
    public RecommendationRequest RequestOfItems(string userId, IReadOnlyList<string> items)
    {
        var user = new UserState(userId, _userOptions);
        var asOfMs = Math.Max(_state.LatestEventMs, 0);
        foreach (var item in items)
        {
            user.Recent.Add(new RecentItem(item, asOfMs, EventType.ViewItem, -1));
        }

        user.MoveTo(_model.Items);
        var request = _model.Requests.Rent();
        request.Fill(user, new RequestContext(
            Math.Max(0, _state.NextOffset - 1), asOfMs, asOfMs, _catalog.Find(items[^1])?.Category, _state.Trending.Top));
        return request;
    }

    /// <summary>What the answer to the user's last event went by: the category of the item that it named.</summary>
    private string? FocusOf(UserState user) =>
        user.Recent.Count > 0 && user.Recent[user.Recent.Count - 1] is var last && last.TimeMs == user.LastEventMs
            ? _catalog.Find(last.ItemId)?.Category : null;
}
