using System.Globalization;
using StreamReco.Models.Bots;
using StreamReco.Models.Decoding;
using StreamReco.Models.Events;
using StreamReco.Models.Users;
using StreamReco.Stages.DataQuality;
using StreamReco.Stages.Records;
using StreamReco.Stages.State;

namespace StreamReco.Stages.Shards;

/// <summary>What a click, or an operator, changed of whether a user is held.</summary>
internal enum BotChange
{
    None,

    /// <summary>The user is held from here on: what they did is taken out of what all users share.</summary>
    Held,

    /// <summary>The user is held no longer.</summary>
    Freed,
}

/// <summary>
/// Takes users for programs by how they click, once there is a policy in the log. Part of the fold: what it holds back follows from
/// the log alone. Without a policy it does nothing.
/// </summary>
/// <param name="state">The shard's state.</param>
/// <param name="users">Its users.</param>
internal sealed class BotStage(ShardState state, UserTable users)
{
    private string? _refused;

    /// <summary>From this record on a policy judges; the same again changes nothing. One that cannot be read is refused.</summary>
    public void Change(in LogRecord record) => _refused = PolicyRecord.Take(state, record, BotPolicyReader.Read, Take);

    /// <summary>An operator decided of a user. Nothing happens to one whom the shard does not know, and before the first policy.</summary>
    /// <param name="record">The decision.</param>
    /// <param name="user">The user; null for none.</param>
    public BotChange Decide(in LogRecord record, out UserState? user)
    {
        state.Counters.CountControlRecord();
        user = null;
        if (state.Bots is not { } bots || BotDecisionRecord.Read(record.ValueBytes.Span) is not { } decided || users.Find(decided.User) is null)
        {
            return BotChange.None;
        }

        user = users.GetForChange(decided.User);
        var profile = user.JudgeForBot();
        var wasHeld = profile.IsHeld;
        profile.Decide(decided.Decision);
        if (profile.IsHeld)
        {
            bots.Find(user.UserId, new BotMark(record.Offset, record.TimestampMs, 0, BotSignals.Only(BotSignal.Condemned)));
        }
        else if (wasHeld)
        {
            bots.Clear(user.UserId);
        }

        return ChangeOf(wasHeld, profile.IsHeld);
    }

    /// <summary>Judges a click that would be applied.</summary>
    /// <param name="record">Its record.</param>
    /// <param name="click">The click.</param>
    /// <param name="change">What it changes for its user.</param>
    /// <returns>Why it is held back; null if it counts.</returns>
    public ValidationFailure? Judge(in LogRecord record, ClickEvent click, out BotChange change)
    {
        change = BotChange.None;
        if (state.Bots is not { Policy.IsOn: true } bots || record.IsReleased)
        {
            return null;
        }

        var isFirst = users.Find(click.UserId) is null;
        var user = users.GetForChange(click.UserId);
        var profile = user.JudgeForBot();
        if (profile.Decision != BotDecision.None)
        {
            return profile.IsHeld ? Because(bots, new BotScore(0, BotSignals.Only(BotSignal.Condemned))) : null;
        }

        var (wasHeld, policy) = (profile.IsHeld, bots.Policy);
        var score = Take(bots, profile, record, click, isFirst, out var rotating);
        profile.Judge(score.Value, policy);
        change = ChangeOf(wasHeld, profile.IsHeld);
        Note(bots, user, record, score, change);
        return profile.IsHeld ? Because(bots, score)
            : rotating >= policy.RotatingShare && isFirst ? Because(bots, new BotScore(rotating, BotSignals.Only(BotSignal.RotatingIds)))
            : null;
    }

    /// <summary>How the judging stands; null if no policy was ever in the log.</summary>
    public BotReport? Report() => state.Bots is { } bots
        ? new BotReport(bots.Policy.Version, bots.Offset, bots.Policy.IsOn, bots.Listed.Count, bots.Found, bots.Cleared, _refused) { Newest = bots.Newest() }
        : _refused is null ? null : new BotReport("", -1, false, 0, 0, 0, _refused);

    private void Take(BotPolicy policy, long offset)
    {
        if (state.Bots is not { } bots)
        {
            state.Bots = new ShardBots(policy, offset);
        }
        else if (bots.Policy.Version != policy.Version)
        {
            bots.Change(policy, offset);
        }
    }

    private static BotScore Take(
        ShardBots bots, BotProfile profile, in LogRecord record, ClickEvent click, bool isFirst, out double rotating)
    {
        if (profile.Take(click) is > 0 and var path)
        {
            profile.NotePath(bots.Paths.Add(path) >= bots.Policy.CommonPaths);
        }

        rotating = bots.Policy.RotatingShare >= 1 ? 0 : bots.Sources.Take(RecordSource.Of(record), isFirst, click.EventTimeMs);
        return bots.Policy.Score(profile);
    }

    private static void Note(ShardBots bots, UserState user, in LogRecord record, in BotScore score, BotChange change)
    {
        if (change == BotChange.Held)
        {
            bots.Find(user.UserId, new BotMark(record.Offset, record.TimestampMs, (float)score.Value, score.Reasons));
        }
        else if (change == BotChange.Freed)
        {
            bots.Clear(user.UserId);
        }
    }

    private static BotChange ChangeOf(bool wasHeld, bool isHeld) =>
        wasHeld == isHeld ? BotChange.None : isHeld ? BotChange.Held : BotChange.Freed;

    private static ValidationFailure Because(ShardBots bots, in BotScore score) => ValidationFailure.OfQuarantine(string.Create(
        CultureInfo.InvariantCulture,
        $"Taken for a program by {string.Join(", ", BotSignals.NamesOf(score.Reasons))}: score {score.Value:F2}, policy {bots.Policy.Version}."));
}
