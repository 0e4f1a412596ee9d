using StreamReco.Models.Events;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Records;
using StreamReco.Stages.Verdicts;

namespace StreamReco.Stages.Shards;

/// <summary>What the fold forgets when a user takes consent back.</summary>
public sealed partial class FoldStage
{
    /// <summary>The user is forgotten here, as by an erasure: state, waiting clicks, searches, arms, live clicks, answers.</summary>
    private Verdict Withdraw(in LogRecord record, ClickEvent click)
    {
        var user = click.UserId.ToString();
        _trail.Erase(user, _answers.Count);
        _experiments.Erase(user);
        LeaveLinks(record, user);
        if (EraseStage.Forget(_state, _users, user) && record.Offset >= EmitFrom && _emission.Emits(user))
        {
            _erased.Add(new ErasedUser(user, _answers.Count));
        }

        return Verdict.Withdrawn;
    }

    /// <summary>What was kept for one purpose goes with the consent to it.</summary>
    private void Narrow(in ConsentVerdict consent, ClickEvent click)
    {
        if (consent.Ends(ConsentPurpose.Train))
        {
            _trail.Erase(click.UserId.ToString(), _answers.Count);
        }

        if (consent.Ends(ConsentPurpose.Analyse))
        {
            var user = click.UserId.ToString();
            _experiments.Erase(user);
            _state.Searches.Erase(user);
        }
    }
}
