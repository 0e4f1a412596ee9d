using StreamReco.Models.Decoding;
using StreamReco.Models.Events;

namespace StreamReco.Models.Data;

/// <summary>
/// The form <c>ndjson</c>: one JSON object a line, read by the stream's own decoder and rules, so that training uses what
/// <c>validate</c> accepts. Besides, a line needs no event id, no event type (it is a view then) and, where no line has one, no
/// time; it may use the usual names of columns, and those that <c>--columns</c> names. An event of several items is one click
/// for each of them.
/// </summary>
internal sealed class NdjsonParser : ILineParser
{
    private readonly ClickCollector _clicks;
    private readonly EventReading _reading;
    private readonly EventDecoder _decoder;
    private readonly MappedFields? _mapped;
    private readonly ClickEvent _click = new();
    private readonly Dictionary<string, EventIdHistory> _seen = [];

    public NdjsonParser(ColumnMap map, ClickCollector clicks)
    {
        (_clicks, _reading) = (clicks, clicks.Reading);
        _decoder = new EventDecoder(_reading.Limits, _reading.PassedOver, new FileFieldNames(clicks.Events));
        _mapped = map.IsUsual ? null : new MappedFields(map, clicks.Events);
    }

    public void Parse(ReadOnlyMemory<byte> line)
    {
        var failure = _decoder.Decode(line.Span, null, receivedMs: null, _click);
        var isDay = _decoder.IsDay;
        var order = _decoder.Order;
        if (_mapped is not null && failure is not { Type: FailureType.Malformed or FailureType.Oversized })
        {
            failure = _mapped.Apply(line, _click, failure, ref isDay, ref order);
        }

        if (failure is null && _click.Type == EventType.None)
        {
            _click.Type = EventType.ViewItem;
        }

        failure ??= _reading.Rules.CheckHistoric(_click);
        if (failure is not null)
        {
            _clicks.Skip(ReasonOf(failure));
            return;
        }

        Add(order, _click.EventTimeMs == long.MinValue ? TimeDetail.None : isDay ? TimeDetail.Day : TimeDetail.Clock);
    }

    private static string ReasonOf(ValidationFailure failure) => failure switch
    {
        { PassedOver: { } name } => $"passed over: {name[..Math.Min(name.Length, 40)]}",
        { Type: FailureType.Malformed } when failure.Message.Contains("not an object", StringComparison.Ordinal)
            || failure.Message.Contains("array", StringComparison.Ordinal) => "not a JSON object",
        { Type: FailureType.Malformed } when failure.Message.Contains("UTF-8", StringComparison.Ordinal) => "not valid UTF-8",
        { Type: FailureType.Malformed } => "broken JSON",
        { Type: FailureType.Oversized } => "longer than Limits:EventBytesMax",
        { Field: "event_type" } => failure.Message,
        { Field: "user_id" } => "no user and no session",
        { Field: "items" } => "no item",
        { Field: "timestamp", Type: FailureType.Invalid } => "unreadable time",
        { Type: FailureType.Future } => "time after the year 9999",
        { Type: FailureType.Ancient } => "time before Validation:EarliestEventTime",
        _ => $"{ValidationFailure.NameOf(failure.Type)} {failure.Field}",
    };

    private void Add(int order, TimeDetail detail)
    {
        var user = _clicks.Ids.Get(_click.UserId);
        if (_click.HasEventId && IsRepeat(user))
        {
            _clicks.Skip("duplicate: an event of this id and user was read before");
            return;
        }

        var click = new HistoricClick(user, _clicks.Ids.Get(_click.SessionId), string.Empty, _click.EventTimeMs, _click.Type);
        for (var i = 0; i < _click.Items.Count; i++)
        {
            var item = _click.Items[i];
            _clicks.Add(click with { ItemId = _clicks.Ids.Get(item.ItemId) }, order, detail);
            Note(item);
        }

        if (_click.Items.Count == 0)
        {
            _clicks.Add(click, order, detail);
        }

        if (detail == TimeDetail.Clock && HistoricSearch.Of(_click, user) is { } search)
        {
            _clicks.Add(search);
        }
    }

    private bool IsRepeat(string user)
    {
        if (!_seen.TryGetValue(user, out var ids))
        {
            _seen[user] = ids = new EventIdHistory(_reading.DedupeEventsMax);
        }

        if (ids.Contains(_click.EventIdHash))
        {
            return true;
        }

        ids.Add(_click.EventIdHash);
        return false;
    }

    /// <summary>What the line says of an item, for the catalog.</summary>
    private void Note(in ItemTouch item)
    {
        var (name, category, brand) = (item.Name ?? "", item.Category ?? "", item.Brand ?? "");
        if (name.Length + category.Length + brand.Length > 0 || !double.IsNaN(item.Price))
        {
            _clicks.Catalog.Note(
                _clicks.Ids.Get(item.ItemId), _clicks.Ids.Get(name), _clicks.Ids.Get(category), _clicks.Ids.Get(brand), item.Price);
        }
    }
}
