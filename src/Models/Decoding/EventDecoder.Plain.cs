using StreamReco.Models.Events;

namespace StreamReco.Models.Decoding;

/// <summary>Events of our own form, as nearly all are, are read in one pass before anything else is tried.</summary>
public sealed partial class EventDecoder
{
    /// <summary>Null where every event is read by the reader of all forms, as in files.</summary>
    private readonly PlainEventReader? _plain;

    /// <summary>Forgets what is told of the event before, whoever reads the next one.</summary>
    private void Begin(ClickEvent click)
    {
        click.Clear();
        _reader.Begin();
        _fields.Begin();
        Order = 0;
    }

    /// <summary>Forgets what the reader of all forms found in the event before.</summary>
    private void BeginForms(ClickEvent click)
    {
        _types.Begin();
        _items.Begin();
        _countries.Begin();
        _consent.Begin();
        _search.Begin();
        _click = click;
        _single = ItemDraft.Empty;
        _refusal = null;
        _hasOtherData = false;
    }

    private bool TryReadPlain(ReadOnlySpan<byte> value, IReadOnlyList<KeyValuePair<string, byte[]>>? headers, ClickEvent click)
    {
        if (_plain is null || CloudEventHeaders.AreIn(headers))
        {
            return false;
        }

        if (_plain.TryRead(value, click))
        {
            return true;
        }

        click.Clear();
        return false;
    }
}
