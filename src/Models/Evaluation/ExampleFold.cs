using StreamReco.Models.Data;
using StreamReco.Models.Events;
using StreamReco.Models.Items;
using StreamReco.Models.Users;

namespace StreamReco.Models.Evaluation;

/// <summary>Folds the prefix of an example click by click into a user's state, as the pipeline does. For one thread.</summary>
/// <param name="items">The model's items.</param>
/// <param name="options">The bounds of a user's state.</param>
public sealed class ExampleFold(ItemSpace items, UserStateOptions options)
{
    private readonly ClickEvent _click = new();

    /// <summary>The user as of the prefix's last click.</summary>
    public UserState Fold(EvaluationExample example)
    {
        var user = new UserState(example.UserId, options);
        for (var i = 0; i < example.Prefix.Count; i++)
        {
            Fill(example.Prefix[i], (ulong)i);
            user.Apply(_click, items);
        }

        return user;
    }

    private void Fill(in HistoricClick from, ulong eventId)
    {
        _click.Clear();
        _click.SetUserId(from.UserId);
        _click.SetSessionId(from.SessionId);
        _click.Type = from.Type;
        _click.EventTimeMs = from.TimeMs;
        _click.HasEventId = true;
        _click.EventIdHash = eventId;
        if (from.ItemId.Length > 0)
        {
            _click.AddItem(new ItemTouch(from.ItemId, null, double.NaN, 1));
        }
    }
}
