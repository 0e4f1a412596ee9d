using StreamReco.Models.Events;

namespace StreamReco.Models.Decoding;

/// <summary>Events of our own form, as nearly all are, are read in one pass before anything else is tried.</summary>
public sealed partial class EventDecoder
{
    /// <summary>Null where every event is read by the reader of all forms, as in files.</summary>
    private readonly PlainEventReader? _plain;

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
