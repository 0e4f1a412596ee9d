using System.Text;
using StreamReco.Models.Data;
using StreamReco.Models.Events;
using StreamReco.Models.Privacy;
using StreamReco.Stages.Records;

namespace StreamReco.Stages.History;

/// <summary>
/// Who agrees to training at the end of a span of the clicks, by the policies and the statements that stand in it. The fold decides
/// click by click; a model keeps what it was trained on, so that here the newest word of a user covers all of their clicks.
/// </summary>
/// <param name="ids">Finds the id under which a word is kept: a carried click names its user by no other one.</param>
internal sealed class SpanConsent(SpanUserIds ids)
{
    private readonly Dictionary<int, ConsentPolicy> _policies = [];
    private readonly Dictionary<string, Statement> _said = new(StringComparer.Ordinal);

    /// <summary>Whether a policy stands in the span: before the first one nobody is asked.</summary>
    public bool IsAsked => _policies.Count > 0;

    /// <summary>Takes a control record in; one that is no policy, or cannot be read, changes nothing.</summary>
    public void SeePolicy(int partition, in LogRecord record)
    {
        if (record.Kind != LogRecordKind.Consent)
        {
            return;
        }

        try
        {
            _policies[partition] = ConsentPolicy.Read(record.Value);
        }
        catch (FormatException)
        {
            // The fold refuses it, too, and the earlier policy goes on.
        }
    }

    /// <summary>Takes in what a record says of its user's consent; an older statement that comes later changes nothing.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="record">The record.</param>
    /// <param name="click">Its event, or what is left of a refused one.</param>
    public void See(int partition, in LogRecord record, ClickEvent click)
    {
        if (click.Consent.IsEmpty || !_policies.TryGetValue(partition, out var policy))
        {
            return;
        }

        var user = UserOf(record, click);
        var atMs = click.EventTimeMs == long.MinValue ? record.TimestampMs : Math.Min(click.EventTimeMs, record.TimestampMs);
        var known = Find(user);
        if (!user.IsEmpty && atMs >= known.AtMs)
        {
            var said = click.Consent.Over(known.Said);
            var isAgain = MayTrain(policy, said) && !MayTrain(policy, known.Said);
            _said[user.ToString()] = new Statement(said, atMs, isAgain ? atMs : known.SinceMs);
        }
    }

    /// <summary>Whether the fold lets a model learn from a user as of the records seen so far.</summary>
    public bool AllowsNow(int partition, ReadOnlySpan<char> user) => !_policies.TryGetValue(partition, out var policy)
        || MayTrain(policy, Find(ids.Of(user)).Said);

    /// <summary>Whether a model may learn from what a user did at an event time (Unix milliseconds).</summary>
    public bool Allows(int partition, string user, long timeMs)
    {
        if (!_policies.TryGetValue(partition, out var policy))
        {
            return true;
        }

        var said = Find(ids.Of(user));
        return MayTrain(policy, said.Said) && timeMs >= said.SinceMs;
    }

    private Dictionary<string, Statement>.AlternateLookup<ReadOnlySpan<char>> SaidBy => _said.GetAlternateLookup<ReadOnlySpan<char>>();

    private Statement Find(ReadOnlySpan<char> stateId) => SaidBy.TryGetValue(stateId, out var said) ? said : Statement.None;

    private static bool MayTrain(ConsentPolicy policy, Consent said) =>
        policy.Allows(said, ConsentPurpose.Personalise) && policy.Allows(said, ConsentPurpose.Train);

    private ReadOnlySpan<char> UserOf(in LogRecord record, ClickEvent click)
    {
        if (record.Kind == LogRecordKind.Forwarded)
        {
            return click.UserId; // as the state knows them
        }

        var user = click.UserId.IsEmpty ? click.RefusedUserId : click.UserId;
        return ids.Of(user.IsEmpty && !record.KeyBytes.IsNull ? Encoding.UTF8.GetString(record.KeyBytes.Span) : user);
    }

    /// <param name="Said">What a user said of each purpose.</param>
    /// <param name="AtMs">Event time of the newest statement, Unix milliseconds.</param>
    /// <param name="SinceMs">Event time since which they agree again after they did not, Unix milliseconds.</param>
    private sealed record Statement(Consent Said, long AtMs, long SinceMs)
    {
        public static Statement None { get; } = new(Consent.None, long.MinValue, long.MinValue);
    }
}
