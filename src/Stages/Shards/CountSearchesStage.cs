using StreamReco.Models.Events;
using StreamReco.Models.Search.Counts;
using StreamReco.Models.Users;
using StreamReco.Stages.Privacy;
using StreamReco.Stages.State;

namespace StreamReco.Stages.Shards;

/// <summary>
/// Counts, by query, which items searches showed and which of them were clicked, put into a cart and bought. A part of the
/// fold: what it does depends on the records and settings alone. A click of somebody who never searched costs one look.
/// </summary>
internal sealed class CountSearchesStage
{
    private readonly bool _isOn;
    private readonly List<ShownItem> _shown = [];

    /// <param name="options">The bounds.</param>
    /// <param name="queryText">A text that is none leaves no shard, however many users typed it.</param>
    /// <param name="state">Takes the counts.</param>
    /// <param name="instance">Tells this run of the shard from others, see <see cref="CountChanges.Instance"/>.</param>
    public CountSearchesStage(ProductSearchOptions options, QueryTextRule queryText, ShardState state, long instance)
    {
        _isOn = options.KeptSearchesMax > 0;
        var bounds = options.CountBounds();
        state.Searches.Bind(queryText == QueryTextRule.Keep ? bounds : bounds with { UsersMin = int.MaxValue });
        state.Searches.Changes.Instance = instance;
    }

    /// <summary>Counts an applied event.</summary>
    /// <param name="state">The shard.</param>
    /// <param name="user">The event's user.</param>
    /// <param name="click">The event.</param>
    public void Apply(ShardState state, UserState user, ClickEvent click)
    {
        if (!_isOn)
        {
            return;
        }

        if (click.Type is EventType.Search or EventType.ViewItemList)
        {
            TakeList(state.Searches, user.UserId, click);
        }
        else if (SearchActions.Of(click.Type) is { } action && (!click.SearchId.IsEmpty || state.Searches.Has(user.UserIdChars)))
        {
            for (var i = 0; i < click.Items.Count; i++)
            {
                var item = click.Items[i];
                state.Searches.Apply(user.UserId, item.ItemId, click.SearchId, click.EventTimeMs, action, item.Position);
            }
        }
    }

    private void TakeList(QueryCounts counts, string userId, ClickEvent click)
    {
        if (click.Query.IsEmpty && click.SearchId.IsEmpty)
        {
            return; // a category page, or a search that does not say for what
        }

        _shown.Clear();
        for (var i = 0; i < click.Items.Count; i++)
        {
            var item = click.Items[i];
            _shown.Add(new ShownItem(item.ItemId, item.Position > 0 ? item.Position : i + 1));
        }

        if (click.Query.IsEmpty)
        {
            counts.Show(userId, click.SearchId, _shown);
        }
        else
        {
            counts.Apply(userId, click.Query, click.SearchId, click.EventTimeMs, _shown, click.Results);
        }
    }
}
