using StreamReco.Models.Decoding;
using StreamReco.Models.Events;
using StreamReco.Stages.Privacy;
using StreamReco.Stages.Records;

namespace StreamReco.Stages.Decoding;

/// <summary>
/// Turns a record's bytes into a <see cref="ClickEvent"/> by the reader that training shares (<see cref="EventDecoder"/>), and
/// replaces the user's id and the text of a query where that is wanted. One instance a shard; not thread-safe.
/// </summary>
public sealed class DecodeStage
{
    private readonly EventDecoder _decoder;
    private readonly Pseudonymizer? _pseudonyms;
    private readonly QueryMask? _queries;

    /// <param name="options">Limits, and what is passed over.</param>
    /// <param name="pseudonyms">Replaces user ids; null leaves them as they are.</param>
    public DecodeStage(PipelineOptions options, Pseudonymizer? pseudonyms = null)
    {
        _decoder = new EventDecoder(options.EventLimits(), new PassedOverEvents(options.Validation.PassOver));
        _pseudonyms = pseudonyms;
        _queries = QueryMask.Open(options.Privacy);
    }

    /// <summary>Counts what is left out of events from <see cref="CountFrom"/> on; null counts nothing.</summary>
    public LeftOutCounts? LeftOut { get; init; }

    /// <summary>The first offset whose events are counted: earlier ones were counted by an earlier run.</summary>
    public long CountFrom { get; init; }

    /// <summary>Decodes into <paramref name="click"/>.</summary>
    /// <returns>Null, or why the record is no click: refused, or passed over.</returns>
    public ValidationFailure? Decode(in LogRecord record, ClickEvent click)
    {
        var failure = _decoder.Decode(record.ValueBytes.Span, record.Headers, record.TimestampMs, click);
        if (_pseudonyms is not null && !click.UserId.IsEmpty)
        {
            Hide(click, _pseudonyms);
        }

        if (record.Kind == LogRecordKind.Forwarded && failure is null)
        {
            click.SetUserId(record.ForwardedTo); // as the state knows them
        }

        if (_queries is not null && !click.Query.IsEmpty)
        {
            click.SetQuery(_queries.Of(click.Query.ToString()));
        }

        if (failure is null && !_decoder.LeftOut.IsEmpty && record.Offset >= CountFrom)
        {
            LeftOut?.Add(_decoder.LeftOut);
        }

        return failure;
    }

    private static void Hide(ClickEvent click, Pseudonymizer pseudonyms)
    {
        Span<char> pseudonym = stackalloc char[Pseudonymizer.Chars];
        pseudonyms.Write(click.UserId, pseudonym);
        click.SetUserId(pseudonym);
        if (!click.AnonymousId.IsEmpty)
        {
            pseudonyms.Write(click.AnonymousId, pseudonym);
            click.HideAnonymousId(pseudonym);
        }
    }
}
