using System.Text;
using StreamReco.Models.Events;
using StreamReco.Models.Privacy;
using StreamReco.Stages.Privacy;
using StreamReco.Stages.Records;
using StreamReco.Stages.State;

namespace StreamReco.Stages.Shards;

/// <summary>What consent makes of a record.</summary>
internal enum ConsentOutcome
{
    /// <summary>It counts as any other.</summary>
    Allowed,

    /// <summary>It counts, and no model learns from it.</summary>
    Untrained,

    /// <summary>Nothing of it is kept.</summary>
    Withheld,

    /// <summary>Nothing of it is kept, and the user is forgotten here.</summary>
    Withdrawn,
}

/// <summary>What consent makes of a record, and what its user has agreed to.</summary>
/// <param name="Outcome">What may be kept of the record.</param>
/// <param name="Before">A choice for each purpose before the record.</param>
/// <param name="Now">The same from the record on.</param>
internal readonly record struct ConsentVerdict(ConsentOutcome Outcome, Consent Before, Consent Now)
{
    /// <summary>Where nobody is asked everything is allowed.</summary>
    public static ConsentVerdict Everything { get; } =
        new(ConsentOutcome.Allowed, Consent.All(ConsentChoice.Granted), Consent.All(ConsentChoice.Granted));

    /// <summary>Whether sources learn from the record.</summary>
    public bool MayTrain => Outcome == ConsentOutcome.Allowed;

    /// <summary>Whether what the user does may be counted under their id.</summary>
    public bool MayAnalyse => Now.Of(ConsentPurpose.Analyse) == ConsentChoice.Granted;

    /// <summary>Whether the user takes a purpose back here.</summary>
    public bool Ends(ConsentPurpose purpose) =>
        Before.Of(purpose) == ConsentChoice.Granted && Now.Of(purpose) != ConsentChoice.Granted;
}

/// <summary>
/// Decides by the users' consent, once there is a policy in the log. Part of the fold: what it keeps and what it withholds follow from
/// the log alone. Without a policy it does nothing, whatever events say.
/// </summary>
/// <param name="state">The shard's state.</param>
/// <param name="users">Its users.</param>
/// <param name="pseudonyms">Makes of a key the id that the state knows; null where ids stay as they are.</param>
internal sealed class ConsentStage(ShardState state, UserTable users, Pseudonymizer? pseudonyms)
{
    private string? _refused;

    /// <summary>From this record on a policy holds; the same again changes nothing. One that cannot be read is refused.</summary>
    public void Change(in LogRecord record) => _refused = PolicyRecord.Take(state, record, ConsentPolicy.Read, Take);

    /// <summary>Takes what a record says of its user's consent, and decides what may be kept of it.</summary>
    /// <param name="record">The record.</param>
    /// <param name="click">Its event, or what is left of a refused one.</param>
    public ConsentVerdict Judge(in LogRecord record, ClickEvent click)
    {
        if (state.Consent is not { } consent)
        {
            return ConsentVerdict.Everything;
        }

        var isLoaded = !click.UserId.IsEmpty;
        var user = isLoaded ? click.UserId : click.RefusedUserId.IsEmpty ? UserOfKey(record) : click.RefusedUserId;
        if (user.IsEmpty)
        {
            return ConsentVerdict.Everything;
        }

        var key = consent.KeyOf(user);
        var known = consent.Find(key);
        var mark = Take(consent, key, known, click, record.TimestampMs);
        var (before, now) = (consent.Policy.Resolve(known.Said), consent.Policy.Resolve(mark.Said));
        var isNewDenial = IsDenial(mark.Said) && !IsDenial(known.Said);
        var outcome = OutcomeOf(isNewDenial || before.Of(ConsentPurpose.Personalise) == ConsentChoice.Granted, now, mark, click, isLoaded);
        Count(consent, outcome, isLoaded);
        return new ConsentVerdict(outcome, before, now);
    }

    /// <summary>Whether a user has agreed to a purpose; without a policy everybody has.</summary>
    public bool Allows(ReadOnlySpan<char> userId, ConsentPurpose purpose) => state.Consent is not { } consent || consent.Allows(userId, purpose);

    /// <summary>How consent stands; null if no policy was ever in the log.</summary>
    public ConsentReport? Report() => state.Consent is { } consent
        ? new ConsentReport(
            consent.Policy.Version, consent.Offset, consent.Policy.Unknown, consent.Count, consent.Withheld, consent.Withdrawn,
            consent.Untrained, _refused)
        : _refused is null ? null : new ConsentReport("", -1, Consent.None, 0, 0, 0, 0, _refused);

    private void Take(ConsentPolicy policy, long offset)
    {
        if (state.Consent is not { } consent)
        {
            state.Consent = new ShardConsent(policy, offset);
        }
        else if (consent.Policy.Version != policy.Version)
        {
            consent.Change(policy, offset);
        }
    }

    /// <summary>An older statement that comes later changes nothing; what says the same again keeps the newest time.</summary>
    private static ConsentMark Take(ShardConsent consent, UInt128 key, in ConsentMark mark, ClickEvent click, long receivedMs)
    {
        if (click.Consent.IsEmpty)
        {
            return mark;
        }

        var atMs = click.EventTimeMs == long.MinValue ? receivedMs : Math.Min(click.EventTimeMs, receivedMs);
        if (!mark.Said.IsEmpty && atMs < mark.SaidMs)
        {
            return mark;
        }

        var said = click.Consent.Over(mark.Said);
        var (was, isNow) = (consent.Policy.Allows(mark.Said, ConsentPurpose.Personalise), consent.Policy.Allows(said, ConsentPurpose.Personalise));
        var next = new ConsentMark(said, mark.WasDenied || !isNow || !was, atMs, isNow && !was ? atMs : mark.AgainMs);
        consent.Put(key, next);
        return next;
    }

    private static bool IsDenial(Consent said) => said.Of(ConsentPurpose.Personalise) == ConsentChoice.Denied;

    /// <summary>
    /// Who does not agree is forgotten with their first word of it, and where they are still known: another policy may hold since for
    /// those who said nothing. Of a refused record the user was not looked for, so that the table is not asked.
    /// </summary>
    private ConsentOutcome OutcomeOf(bool mayBeKept, Consent now, in ConsentMark mark, ClickEvent click, bool isLoaded)
    {
        if (now.Of(ConsentPurpose.Personalise) != ConsentChoice.Granted)
        {
            return isLoaded && (mayBeKept || users.Find(click.UserId) is not null) ? ConsentOutcome.Withdrawn : ConsentOutcome.Withheld;
        }

        return mark.WasDenied && isLoaded && click.EventTimeMs < mark.AgainMs ? ConsentOutcome.Withheld
            : now.Of(ConsentPurpose.Train) == ConsentChoice.Granted ? ConsentOutcome.Allowed : ConsentOutcome.Untrained;
    }

    private static void Count(ShardConsent consent, ConsentOutcome outcome, bool isLoaded)
    {
        if (outcome is ConsentOutcome.Withheld or ConsentOutcome.Withdrawn)
        {
            consent.CountWithheld();
        }

        if (outcome == ConsentOutcome.Withdrawn)
        {
            consent.CountWithdrawn();
        }
        else if (outcome == ConsentOutcome.Untrained && isLoaded)
        {
            consent.CountUntrained();
        }
    }

    /// <summary>Whose record it is by its key, where the record itself does not tell.</summary>
    private ReadOnlySpan<char> UserOfKey(in LogRecord record)
    {
        if (record.KeyBytes.IsNull)
        {
            return [];
        }

        var key = Encoding.UTF8.GetString(record.KeyBytes.Span);
        return pseudonyms?.Of(key) ?? key;
    }
}
