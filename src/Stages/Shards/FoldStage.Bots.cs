using StreamReco.Models.Decoding;
using StreamReco.Models.Events;
using StreamReco.Models.Users;
using StreamReco.Stages.Records;
using StreamReco.Stages.Verdicts;

namespace StreamReco.Stages.Shards;

/// <summary>What the fold holds back, of users who are taken for programs and by quality rules, and what it takes back.</summary>
public sealed partial class FoldStage
{
    /// <summary>Judges a click that would be applied; null if it counts.</summary>
    private Verdict? Hold(in LogRecord record, ClickEvent click)
    {
        var why = _bots.Judge(record, click, out var change);
        if (change != BotChange.None)
        {
            Move(_users.GetForChange(click.UserId), change);
        }

        return why is null ? null : Quarantine(record, why);
    }

    /// <summary>A click out of the quarantine was in time when it came, and so was one that another partition forwarded here.</summary>
    private ValidationFailure? LatenessOf(in LogRecord record, ClickEvent click) =>
        record.Kind != LogRecordKind.Forwarded && _window.CheckLateness(_state, click.EventTimeMs) is { } late
            && !(record.IsReleased && HasHeld) ? late : null;

    /// <summary>Whether this log knows of a quarantine: else nothing can have come out of one.</summary>
    private bool HasHeld => _state.Bots is not null || _state.Counters.Quarantined > 0;

    private void FoldBotDecision(in LogRecord record)
    {
        var change = _bots.Decide(record, out var user);
        if (user is not null)
        {
            Move(user, change);
        }
    }

    /// <summary>
    /// What a program clicked before the verdict goes out of the trending counts that are open, as far as its history reaches, and
    /// out of the live sources, and what it taught explored places out of their sums; the counts and these come back when the user is freed.
    /// </summary>
    private void Move(UserState user, BotChange change)
    {
        _experiments.Weigh(user.UserId);
        for (var i = 0; change != BotChange.None && i < user.Recent.Count; i++)
        {
            ref readonly var touch = ref user.Recent[i];
            if (change == BotChange.Held)
            {
                _state.Trending.Remove(touch.ItemId, touch.TimeMs);
            }
            else
            {
                _state.Trending.Add(touch.ItemId, touch.TimeMs);
            }
        }

        if (change == BotChange.Held)
        {
            _trail.Erase(user.UserId, _answers.Count);
        }
    }

    private Verdict Quarantine(in LogRecord record, ValidationFailure why)
    {
        _state.Counters.CountQuarantined();
        AddRejected(record, why);
        return Verdict.Quarantined;
    }
}
