using System.Text;
using StreamReco.Models.Decoding;
using StreamReco.Models.Events;
using StreamReco.Models.Lake;
using StreamReco.Stages.Decoding;
using StreamReco.Stages.Privacy;
using StreamReco.Stages.Records;
using StreamReco.Stages.Shards;
using StreamReco.Stages.Verdicts;

namespace StreamReco.Stages.Lake;

/// <summary>
/// Joins the clicks of a partition with their verdicts, by offset, and fills spans of the lake with them. Only the nodes' fold
/// knows what was applied; nothing is folded here. One thread at a time.
/// </summary>
/// <param name="span">The next span of the partition.</param>
/// <param name="rewriting">Erases users from the files that are there.</param>
/// <param name="outcomes">Erases them from the outcomes.</param>
/// <param name="options">How events are read: the settings of the nodes.</param>
public sealed class LakeJoin(LakeSpan span, LakeRewriting rewriting, OutcomeFence outcomes, PipelineOptions options)
{
    private readonly ClickEvent _click = new();
    private readonly Pseudonymizer? _pseudonyms = Pseudonymizer.Open(options.Privacy);
    private readonly DecodeStage _decode = new(options, Pseudonymizer.Open(options.Privacy));

    /// <summary>Offsets that have no verdict are passed as unknown, instead of ending the work.</summary>
    public bool AcceptsGaps { get; init; }

    /// <summary>The rules of the newest verdicts.</summary>
    public string Rules { get; private set; } = "";

    /// <summary>Rows of erased users that were removed from files.</summary>
    public long Erased { get; private set; }

    /// <summary>Takes one record of the verdicts; what the lake has already is passed.</summary>
    /// <param name="record">The verdicts.</param>
    /// <param name="take">The click at an offset, by rising offset.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="LakeException">Verdicts are missing, or a record is not what its verdict says.</exception>
    public void Add(VerdictRecord record, Func<long, LogRecord> take, CancellationToken cancel)
    {
        var verdicts = record.Verdicts;
        PassGap(verdicts.From);
        Rules = record.Rules;
        var at = verdicts.From;
        foreach (var (verdict, count) in VerdictRecord.RunsOf(verdicts.Runs))
        {
            var from = Math.Max(at, span.Next ?? at);
            at += count;
            if (from < at)
            {
                AddRun(verdict, from, at, take, cancel);
            }
        }
    }

    private void PassGap(long from)
    {
        if (span.Next is not { } next || from <= next)
        {
            return;
        }

        if (!AcceptsGaps)
        {
            throw new LakeException(
                $"No verdicts are there for the offsets {next} to {from - 1}: nodes ran without Kafka:Verdicts, or retention took "
                + "them. --accept-gaps passes these offsets; they are counted as unknown.");
        }

        span.Account(next, from - next, "unknown");
    }

    private void AddRun(Verdict verdict, long from, long until, Func<long, LogRecord> take, CancellationToken cancel)
    {
        if (verdict is Verdict.Gap or Verdict.PassedOver or Verdict.Erased or Verdict.Withheld or Verdict.Untrained or Verdict.Forwarded)
        {
            span.Account(from, until - from, NameOf(verdict));
            return;
        }

        for (var offset = from; offset < until; offset++)
        {
            var record = take(offset);
            switch (verdict)
            {
                case Verdict.Applied or Verdict.Flagged:
                    AddApplied(record);
                    break;
                case Verdict.Control:
                    Obey(record, cancel);
                    break;
                case Verdict.Withdrawn:
                    Withdraw(record, cancel);
                    break;
                default:
                    AddRefused(record, verdict);
                    break;
            }

            span.Account(offset, 1, NameOf(verdict), record.TimestampMs);
        }
    }

    private void AddApplied(in LogRecord record)
    {
        if (_decode.Decode(record, _click) is { } failure)
        {
            throw new LakeException(
                $"Offset {record.Offset} was applied by the nodes, but cannot be read here: {failure.Message} Start 'lake run' with "
                + "the nodes' settings of Limits, Validation, Search and Privacy.");
        }

        span.Events.Add(_click, record.TimestampMs, record.Offset);
    }

    private void AddRefused(in LogRecord record, Verdict verdict)
    {
        _click.Clear();
        _decode.Decode(record, _click);
        var key = record.Key is null ? null : Encoding.UTF8.GetString(record.Key);
        var known = key is null || _pseudonyms is null ? key : _pseudonyms.Of(key);
        var user = _click.UserId.IsEmpty ? known : _click.UserId;
        var keyBytes = _pseudonyms is null || known is null ? record.Key : Encoding.UTF8.GetBytes(known);
        span.Rejected.Add(
            new StoredRecord(record.Offset, record.TimestampMs, keyBytes, record.Value, record.Headers), NameOf(verdict), user);
    }

    /// <summary>
    /// An erasure is done before the span that holds it is committed: after a crash between the two it is met again.
    /// </summary>
    private void Obey(in LogRecord record, CancellationToken cancel)
    {
        LogPolicies.Take(record, span.Policies);
        if (record.Kind == LogRecordKind.Erasure && EraseStage.UserOf(record) is { Length: > 0 } user)
        {
            Erase(user, cancel);
        }
    }

    /// <summary>The user whose record it is has taken their consent back: as an erasure.</summary>
    private void Withdraw(in LogRecord record, CancellationToken cancel)
    {
        _click.Clear();
        _decode.Decode(record, _click);
        if (!_click.UserId.IsEmpty)
        {
            Erase(_click.UserId.ToString(), cancel);
        }
    }

    private void Erase(string user, CancellationToken cancel)
    {
        span.RemoveUser(user);
        Erased += rewriting.Erase(user, cancel);
        Erased += outcomes.Erase(user, cancel);
    }

    private static string NameOf(Verdict verdict) => verdict switch
    {
        Verdict.Gap => "gap",
        Verdict.Applied => "applied",
        Verdict.Flagged => "flagged",
        Verdict.Duplicate => RejectedRows.Duplicate,
        Verdict.PassedOver => "passed_over",
        Verdict.Erased => "erased",
        Verdict.Control => "control",
        Verdict.Quarantined => ValidationFailure.QuarantinedName,
        Verdict.Untrained => "untrained",
        Verdict.Withheld => "withheld",
        Verdict.Withdrawn => "withdrawn",
        Verdict.Forwarded => "forwarded",
        _ => ValidationFailure.NameOf(VerdictKinds.FailureOf(verdict)!.Value),
    };
}
