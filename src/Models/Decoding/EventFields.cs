using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text.Json;
using StreamReco.Models.Events;
using StreamReco.Models.Text;

namespace StreamReco.Models.Decoding;

/// <summary>
/// The fields of an event while its record is walked: of each the value that comes first by level, then by name, whatever the
/// order of the text. Belongs to one <see cref="EventDecoder"/>.
/// </summary>
internal sealed class EventFields(FieldReader fields)
{
    private const int None = int.MaxValue;

    private Slot _eventId;
    private Slot _person;
    private Slot _anonymous;
    private Slot _session;
    private Slot _time;
    private Slot _sent;
    private ulong _idHash;
    private ulong? _sourceHash;
    private int _sourceLevel;
    private bool _isBareId;
    private bool _isClient;
    private bool _isAnonymousClient;
    private bool _isAnonymous;
    private bool _hasOriginal;
    private int _timeName;

    /// <summary>Event time in Unix milliseconds, before it is corrected; meaningful when <see cref="HasTime"/>.</summary>
    public long TimeMs { get; private set; }

    public bool HasTime => _time.Rank != None;

    /// <summary>Whether the time says no more than the day.</summary>
    public bool IsDay { get; private set; }

    public long SentMs { get; private set; }

    /// <summary>Whether the record is an envelope of CloudEvents.</summary>
    public bool IsCloudEvent { get; set; }

    /// <summary>Whether the time is GA4's: epoch microseconds.</summary>
    public bool IsMeasured { get; private set; }

    /// <summary>Whether the visitor is known by a client's number alone, which names a program elsewhere than in GA4.</summary>
    public bool IsClient => _isClient;

    public void Begin()
    {
        _eventId = _person = _anonymous = _session = _time = _sent = new Slot { Rank = None };
        _sourceHash = null;
        _sourceLevel = None;
        _isBareId = _isClient = _isAnonymous = _isAnonymousClient = _hasOriginal = IsCloudEvent = IsMeasured = IsDay = false;
    }

    public void TakeEventId(ref Utf8JsonReader reader, int rank, bool isBare)
    {
        if (fields.TryText(ref reader, out var id))
        {
            TakeEventId(id, rank, isBare);
        }
        else
        {
            _eventId.Fault ??= fields.Fault;
        }
    }

    /// <summary>An id from a header; empty for none.</summary>
    public void TakeEventId(ReadOnlySpan<char> id, int rank, bool isBare)
    {
        if (rank <= _eventId.Rank && !MissingWords.IsMissing(id))
        {
            (_eventId.Rank, _isBareId, _idHash) = (rank, isBare, XxHash3.HashToUInt64(MemoryMarshal.AsBytes(id)));
        }
    }

    /// <summary>CloudEvents' producer.</summary>
    public void TakeSource(ReadOnlySpan<char> source, int level)
    {
        if (level <= _sourceLevel && !MissingWords.IsMissing(source))
        {
            (_sourceLevel, _sourceHash) = (level, XxHash3.HashToUInt64(MemoryMarshal.AsBytes(source)));
        }
    }

    /// <param name="reader">Stands on the value.</param>
    /// <param name="rank">Rank of level and name.</param>
    /// <param name="kind">Whether it is a user's, a visitor's whom the shop does not know, or a client's number.</param>
    /// <param name="click">Takes the id.</param>
    public void TakePerson(ref Utf8JsonReader reader, int rank, PersonKind kind, ClickEvent click)
    {
        if (!fields.TryText(ref reader, out var id))
        {
            _person.Fault ??= kind == PersonKind.Client ? null : fields.Fault;
            return;
        }

        if (rank <= _person.Rank)
        {
            (_person.Rank, _isClient, _isAnonymous) = (rank, kind == PersonKind.Client, kind != PersonKind.User);
            click.SetUserId(id);
        }

        if (kind != PersonKind.User)
        {
            TakeAnonymous(id, rank, kind == PersonKind.Client, click);
        }
    }

    /// <summary>Segment's <c>previousId</c>: who the user was before, where nothing else says it.</summary>
    public void TakePrevious(ref Utf8JsonReader reader, int rank, ClickEvent click)
    {
        if (fields.TryText(ref reader, out var id))
        {
            TakeAnonymous(id, rank + NamedField.OfClickFiles, isClient: false, click);
        }
    }

    /// <summary>The anonymous id says something only beside a user's id that is another one.</summary>
    public void SettleAnonymous(ClickEvent click)
    {
        if (_anonymous.Rank != None
            && (_isAnonymous || _person.Rank == None || (_isAnonymousClient && !IsMeasured) || click.AnonymousId.SequenceEqual(click.UserId)))
        {
            click.SetAnonymousId([]);
        }
    }

    private void TakeAnonymous(ReadOnlySpan<char> id, int rank, bool isClient, ClickEvent click)
    {
        if (rank <= _anonymous.Rank)
        {
            (_anonymous.Rank, _isAnonymousClient) = (rank, isClient);
            click.SetAnonymousId(id);
        }
    }

    public void TakeSession(ref Utf8JsonReader reader, int rank, ClickEvent click)
    {
        if (fields.TryText(ref reader, LeftOutField.SessionId, out var id) && rank <= _session.Rank)
        {
            _session.Rank = rank;
            click.SetSessionId(id);
        }
    }

    public void TakeTime(ref Utf8JsonReader reader, NamedField name, int level)
    {
        _hasOriginal |= name.Rank == NamedField.OriginalTime;
        if (reader.TokenType == JsonTokenType.String && IsMissing(ref reader))
        {
            return;
        }

        if (!EventTime.TryRead(ref reader, out var timeMs, out var isDay))
        {
            _time.Fault ??= LeftOutReason.NoTime;
            return;
        }

        IsMeasured |= name.Rank is 1 or 2 && EventTimeText.IsMicros(reader.ValueSpan);
        TakeTime(timeMs, level + name.Rank, name.Rank, isDay);
    }

    /// <summary>A time from a header.</summary>
    public void TakeTime(long timeMs, int rank) => TakeTime(timeMs, rank, 0, isDay: false);

    public void TakeSent(ref Utf8JsonReader reader, int rank)
    {
        if (reader.TokenType == JsonTokenType.String && IsMissing(ref reader))
        {
            return;
        }

        if (!EventTime.TryRead(ref reader, out var sentMs, out _))
        {
            fields.Leave(LeftOutField.SentAt, LeftOutReason.NoTime);
        }
        else if (rank <= _sent.Rank)
        {
            (_sent.Rank, SentMs) = (rank, sentMs);
        }
    }

    /// <summary>Event time, corrected for the sender's clock where it names the time of sending.</summary>
    /// <param name="receivedMs">Unix milliseconds; null where nobody knows, as in files: then the sender's clock counts.</param>
    /// <returns>Unix milliseconds; <see cref="long.MinValue"/> for none.</returns>
    public long EventTimeMs(long? receivedMs)
    {
        if (!HasTime)
        {
            return long.MinValue;
        }

        // Segment and Snowplow's enrichment have corrected these; elsewhere the time between the sender's two stamps is right.
        var isCorrected = _timeName >= NamedField.CorrectedTime || (_hasOriginal && _timeName != NamedField.OriginalTime);
        return _sent.Rank == None || isCorrected || receivedMs is not { } received ? TimeMs : received - (SentMs - TimeMs);
    }

    /// <summary>The hash that names the event; null where nothing does.</summary>
    public ulong? Identity()
    {
        if (_eventId.Rank == None)
        {
            return null;
        }

        if (!_isBareId || !IsCloudEvent || _sourceHash is not { } source)
        {
            return _idHash;
        }

        // Two producers may both count from 1: CloudEvents are told apart by source and id together.
        ReadOnlySpan<ulong> both = [source, _idHash];
        return XxHash3.HashToUInt64(MemoryMarshal.AsBytes(both));
    }

    /// <summary>The person's id is none after all.</summary>
    public void ForgetPerson(ClickEvent click)
    {
        click.SetUserId([]);
        _person.Rank = None;
        _isClient = false;
    }

    /// <summary>Why a needed field has no value although the record has the field; what is not needed is counted.</summary>
    /// <param name="needsId">Whether an event id is needed.</param>
    public ValidationFailure? Fault(bool needsId)
    {
        ValidationFailure? failure = null;
        Settle(_eventId, needsId, LeftOutField.EventId, "event_id", ref failure);
        Settle(_person, true, LeftOutField.UserId, "user_id", ref failure);
        Settle(_time, true, LeftOutField.Timestamp, "timestamp", ref failure);
        return failure;
    }

    private void Settle(in Slot slot, bool isNeeded, LeftOutField field, string name, ref ValidationFailure? failure)
    {
        if (slot.Fault is { } fault && slot.Rank == None && isNeeded)
        {
            failure ??= fields.FailureOf(name, fault);
        }
        else if (slot.Fault is { } left)
        {
            fields.Leave(field, left);
        }
    }

    private void TakeTime(long timeMs, int rank, int name, bool isDay)
    {
        if (rank <= _time.Rank)
        {
            (_time.Rank, _timeName, TimeMs, IsDay) = (rank, name, timeMs, isDay);
        }
    }

    private bool IsMissing(ref Utf8JsonReader reader) =>
        reader.ValueSpan.Length < 12 && !fields.TryText(ref reader, out _) && fields.Fault is null;

    [SuppressMessage("Performance", "MA0008", Justification = "Lives in a field; its layout matters to nobody.")]
    private struct Slot
    {
        public int Rank;
        public LeftOutReason? Fault;
    }
}
