using StreamReco.Models.Events;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Records;
using StreamReco.Stages.Verdicts;

namespace StreamReco.Stages.Shards;

/// <summary>What the fold does at an erasure, and with clicks from before one.</summary>
public sealed partial class FoldStage
{
    /// <summary>A click of an erased user: its time and trending count where it stands in history, as when it was first folded.</summary>
    private Verdict PassErased(in LogRecord record, ClickEvent click, bool isHistory)
    {
        _state.Counters.CountOfErased();
        if (isHistory && _quality.Judge(record, click, out _) is null && _window.CheckLateness(_state, click.EventTimeMs) is null)
        {
            WindowStage.Advance(_state, click);
            AnswerDue(record);
        }

        return Verdict.Erased;
    }

    private void FoldErasure(in LogRecord record)
    {
        var user = EraseStage.UserOf(record);
        _trail.Erase(user, _answers.Count);
        _experiments.Erase(user);
        LeaveLinks(record, user);
        if (_erase.Erase(_state, _users, record) && record.Offset >= EmitFrom && _emission.Emits(user))
        {
            _erased.Add(new ErasedUser(user, _answers.Count));
        }
    }
}
