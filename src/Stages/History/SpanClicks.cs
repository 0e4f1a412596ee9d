using System.IO.Hashing;
using System.Runtime.InteropServices;
using StreamReco.Models.Data;
using StreamReco.Models.Decoding;
using StreamReco.Models.Events;
using StreamReco.Stages.Decoding;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Privacy;
using StreamReco.Stages.Records;
using StreamReco.Stages.Shards;

namespace StreamReco.Stages.History;

/// <summary>
/// Gathers a span of the clicks as historic clicks, by the pipeline's own decoding and rules: what the pipeline would reject
/// for its content is left out and counted, a repeat of an event counts once. The result does not depend on where the records
/// come from, nor on how partitions take turns.
/// </summary>
public sealed class SpanClicks
{
    private readonly DecodeStage _decode;
    private readonly ValidateStage _validate;
    private readonly StringPool _ids = new(capacity: 2_000_000);
    private readonly HashSet<ulong> _seen = [];
    private readonly List<PlacedClick> _clicks = [];
    private readonly List<(HistoricSearch Search, int Partition, long Offset)> _searches = [];
    private readonly SortedDictionary<string, long> _skipped = new(StringComparer.Ordinal);
    private readonly ClickEvent _click = new();
    private readonly SpanUserIds _stateIds;
    private readonly SpanConsent _consent;
    private readonly SpanErasures _erasures;

    private const string NoConsent = "no consent to training";
    private const string OfErased = "of erased users";

    /// <param name="pipeline">How events are read and judged, and the keys of pseudonyms and erasures.</param>
    /// <exception cref="PseudonymKeyException">A key cannot be read or is too short.</exception>
    public SpanClicks(PipelineOptions pipeline)
    {
        _stateIds = new SpanUserIds(Pseudonymizer.Open(pipeline.Privacy));
        _consent = new SpanConsent(_stateIds);
        _erasures = new SpanErasures(Pseudonymizer.OpenForErasures(pipeline.Privacy));
        _decode = new DecodeStage(pipeline);
        _validate = new ValidateStage(pipeline.Validation);
    }

    /// <summary>Nothing was gathered.</summary>
    public bool IsEmpty => _clicks.Count == 0;

    /// <summary>What was left out, for a message; empty if nothing was.</summary>
    public string Skipped => _skipped.Count > 0
        ? $" ({string.Join(", ", _skipped.Select(pair => $"{pair.Value} {pair.Key}"))})" : "";

    /// <summary>Adds a record as it stands in the topic; of one partition by rising offset.</summary>
    public void Add(int partition, in LogRecord record)
    {
        if (record.Kind == LogRecordKind.Forwarded)
        {
            SeeForwarded(partition, record);
            return;
        }

        if (record.Kind == LogRecordKind.Erasure)
        {
            _erasures.See(partition, record);
            return;
        }

        if (record.Kind != LogRecordKind.Click)
        {
            _consent.SeePolicy(partition, record);
            return;
        }

        var failure = _decode.Decode(record, _click);
        _consent.See(partition, record, _click);
        if (failure is not null)
        {
            Skip(failure);
        }
        else if (!_consent.AllowsNow(partition, _click.UserId))
        {
            Skip(NoConsent);
        }
        else
        {
            Add(partition, record.Offset, record.TimestampMs, _click);
        }
    }

    /// <summary>A carried click was read where it came first; what it says of consent is the user's word, too.</summary>
    private void SeeForwarded(int partition, in LogRecord record)
    {
        if (_decode.Decode(record, _click) is null)
        {
            _consent.See(partition, record, _click);
        }
    }

    /// <summary>Adds an event that was decoded before; of one partition by rising offset.</summary>
    public void Add(int partition, long offset, long receivedMs, ClickEvent click)
    {
        if (_validate.Check(click, receivedMs) is { } failure)
        {
            Skip(failure);
        }
        else if (!_seen.Add(click.EventIdHash ^ (XxHash3.HashToUInt64(MemoryMarshal.AsBytes(click.UserId)) * 31)))
        {
            Skip("duplicate");
        }
        else
        {
            AddItems(partition, offset, click);
        }
    }

    /// <summary>Whether the erasure that stands at an offset is among the records so far.</summary>
    public bool HasErasure(int partition, long offset) => _erasures.HasSeen(partition, offset);

    /// <summary>Takes in an erasure that is not among the records; needs the key of the erasures.</summary>
    /// <param name="partition">A partition of the span.</param>
    /// <param name="mark">The erasure, as the topic of erasures has it for the partition.</param>
    public void AddErasure(int partition, in ErasureMark mark) => _erasures.Add(partition, mark);

    /// <summary>Counts a record that is left out for a reason that is not its content.</summary>
    public void LeaveOut(string reason) => Skip(reason);

    /// <summary>
    /// The clicks and the searches by event time; equal times by partition and offset. Without what a user clicked before an erasure. Where
    /// the span has a consent policy, without those of users who at its end do not agree to training, and without what was done before a
    /// user agreed again.
    /// </summary>
    public ClickDataset Build()
    {
        if (_consent.IsAsked || !_erasures.IsEmpty)
        {
            LeaveOutPersonal();
        }

        return new ClickDataset(
            [.. _clicks.OrderBy(c => c.Click.TimeMs).ThenBy(c => c.Partition).ThenBy(c => c.Offset).Select(c => c.Click)],
            [], _skipped, TimeNote: null)
        {
            Searches =
            [
                .. _searches.OrderBy(search => search.Search.TimeMs).ThenBy(search => search.Partition).ThenBy(search => search.Offset)
                    .Select(search => search.Search),
            ],
        };
    }

    /// <summary>Each click and search is judged once; a click with several items is counted once.</summary>
    private void LeaveOutPersonal()
    {
        var (kept, last) = (0, (Partition: -1, Offset: -1L));
        for (var i = 0; i < _clicks.Count; i++)
        {
            var placed = _clicks[i];
            if (WhyLeftOut(placed.Partition, placed.Offset, placed.Click.UserId, placed.Click.TimeMs) is not { } why)
            {
                _clicks[kept++] = placed;
            }
            else if (last != (placed.Partition, placed.Offset))
            {
                last = (placed.Partition, placed.Offset); // items of a click follow each other
                Skip(why);
            }
        }

        _clicks.RemoveRange(kept, _clicks.Count - kept);
        _searches.RemoveAll(one => WhyLeftOut(one.Partition, one.Offset, one.Search.UserId, one.Search.TimeMs) is not null);
    }

    private string? WhyLeftOut(int partition, long offset, string user, long timeMs) =>
        !_erasures.IsEmpty && _erasures.Covers(partition, offset, _stateIds.Of(user).ToString(), timeMs) ? OfErased
        : !_consent.Allows(partition, user, timeMs) ? NoConsent : null;

    private void AddItems(int partition, long offset, ClickEvent click)
    {
        var user = _ids.Intern(click.UserId);
        var session = _ids.Intern(click.SessionId);
        foreach (var item in click.Items)
        {
            _clicks.Add(new PlacedClick(
                new HistoricClick(user, session, item.ItemId, click.EventTimeMs, click.Type), partition, offset));
        }

        if (HistoricSearch.Of(click, user) is { } search)
        {
            _searches.Add((search, partition, offset));
        }
    }

    private void Skip(ValidationFailure failure) => Skip(failure.IsPassedOver ? "passed over" : ValidationFailure.NameOf(failure.Type));

    private void Skip(string reason) => _skipped[reason] = _skipped.GetValueOrDefault(reason) + 1;

    private readonly record struct PlacedClick(HistoricClick Click, int Partition, long Offset);
}
