using StreamReco.Models.Data;
using StreamReco.Models.Events;
using StreamReco.Models.Items;
using StreamReco.Models.Search.Ranking;
using StreamReco.Models.Users;

namespace StreamReco.Models.Search.Training;

/// <summary>What was known of persons at each moment of a replay: the fold that serves, over historic clicks.</summary>
/// <param name="items">The model's item space.</param>
/// <param name="model">What the model says; null for nothing.</param>
/// <param name="find">What the catalog says of an item.</param>
internal sealed class ReplayedPersons(ItemSpace items, ModelSignals? model, Func<string, CatalogItem?> find)
{
    private readonly UserStateOptions _options = new();
    private readonly Dictionary<string, UserState> _users = new(StringComparer.Ordinal);
    private readonly ClickEvent _click = new();

    /// <summary>Takes a click.</summary>
    public void Add(in HistoricClick click)
    {
        if (!_users.TryGetValue(click.UserId, out var user))
        {
            _users.Add(click.UserId, user = new UserState(click.UserId, _options));
        }

        _click.Clear();
        (_click.Type, _click.EventTimeMs) = (click.Type, click.TimeMs);
        _click.SetUserId(click.UserId);
        _click.SetSessionId(click.SessionId);
        _click.AddItem(new ItemTouch(click.ItemId, null, double.NaN, 1));
        user.Apply(_click, items);
    }

    /// <summary>The person as a search would know them now; null where nothing is known.</summary>
    public IPersonSignals? Of(string userId)
    {
        if (!_users.TryGetValue(userId, out var user))
        {
            return null;
        }

        var touches = new PersonTouch[user.Recent.Count];
        for (var i = 0; i < touches.Length; i++)
        {
            touches[i] = new PersonTouch(user.Recent[i].ItemId, user.Recent[i].Type == EventType.Purchase, user.Recent[i].TimeMs);
        }

        return new PersonHistory(touches, user.Vector?.Space ?? 0, user.Vector is { } vector ? vector.Values.ToArray() : [])
            .Read(find, model);
    }
}
