using StreamReco.Models.Events;
using StreamReco.Models.Users;
using StreamReco.Stages.Records;
using StreamReco.Stages.State;
using StreamReco.Stages.Verdicts;

namespace StreamReco.Stages.Shards;

/// <summary>What the fold does with ids of one person: tells other partitions of them, moves histories, carries clicks on.</summary>
public sealed partial class FoldStage
{
    /// <summary>Writes into the log that this shard folds, with the commit of the micro-batch; in silence nothing is written twice.</summary>
    private void Tell(in LogRecord because, OutboundRecord? record)
    {
        if (record is { } told && because.Offset >= EmitFrom && _emission.Log)
        {
            (_told ??= []).Add(told);
        }
    }

    private void SeeLink(in LogRecord record, ClickEvent click) => Tell(record, _identity.See(record, click));

    /// <summary>An event that is no click may tell who a visitor is: Segment's <c>identify</c> and <c>alias</c>.</summary>
    private void SeeLinkBeside(in LogRecord record, ClickEvent click)
    {
        if (!click.AnonymousId.IsEmpty && !_erase.Covers(_state, click.UserId, record.Offset, record.TimestampMs, out _))
        {
            SeeLink(record, click);
        }
    }

    /// <summary>A click of an id that is linked counts in the user's partition, but is late by this one's watermark or not at all.</summary>
    private Verdict? Forward(in LogRecord record, ClickEvent click)
    {
        if (_identity.Forward(record, click.UserId, _areForwarded) is not { } forwarded)
        {
            return null;
        }

        if (LatenessOf(record, click) is { } late)
        {
            return Reject(record, late);
        }

        _state.Identity!.CountForwarded();
        Tell(record, forwarded);
        return Verdict.Forwarded;
    }

    private void FoldLink(LogRecord record)
    {
        _state.Counters.CountControlRecord();
        if (LinkRecord.Read(record.ValueBytes.Span) is not { } link)
        {
            return;
        }

        _state.Identity ??= new ShardIdentity();
        if (link.Step != LinkStep.Link)
        {
            Tell(record, _identity.Unlink(record, link));
        }
        else if (RefusalOf(record, link) is { } why)
        {
            Tell(record, _identity.Refuse(record, link, why));
        }
        else
        {
            AnswerWaitingOf(link.Anonymous, record);
            _identity.Link(record, link, told => Tell(record, told));
        }
    }

    private LinkRefusal? RefusalOf(in LogRecord record, LinkRecord link) =>
        IsErased(record, link.Anonymous, record.TimestampMs) || IsErased(record, link.User, record.TimestampMs) ? LinkRefusal.Erased
        : !_consent.Allows(link.Anonymous, ConsentPurpose.Personalise) ? LinkRefusal.Consent
        : _identity.Refusal(link);

    private bool IsErased(in LogRecord record, string user, long atMs) => _erase.Covers(_state, user, record.Offset, atMs, out _);

    private void FoldMerge(LogRecord record)
    {
        _state.Counters.CountControlRecord();
        if (MergeRecord.Read(record.ValueBytes.Span) is not { } merge)
        {
            return;
        }

        _state.Identity ??= new ShardIdentity();
        if (_identity.ForwardMerge(record, merge) is { } next)
        {
            Tell(record, next);
        }
        else if (IsErased(record, merge.User, record.TimestampMs) || !_consent.Allows(merge.User, ConsentPurpose.Personalise))
        {
            _state.Identity.CountRefused(_consent.Allows(merge.User, ConsentPurpose.Personalise) ? LinkRefusal.Erased : LinkRefusal.Consent);
            Tell(record, _identity.Return(record, merge));
        }
        else
        {
            _identity.Take(merge, _userOptions, _model.Items);
        }
    }

    /// <summary>A click that waits is answered before its user becomes another one.</summary>
    private void AnswerWaitingOf(string userId, in LogRecord record)
    {
        if (_users.Find(userId) is not { Answers.HasPending: true } found
            || !_state.Pending.TryGet(userId, out var click) || click.Offset != found.Answers.PendingOffset)
        {
            return;
        }

        _state.Pending.Remove(userId);
        var user = _users.GetForChange(userId);
        user.Answers = new RecommendationClock(click.DueMs, -1);
        AnswerLate(user, click, record);
    }

    /// <summary>Who is forgotten here is to be forgotten where they are linked to.</summary>
    private void LeaveLinks(LogRecord record, string userId) => _identity.Leave(record, userId, told => Tell(record, told));
}
