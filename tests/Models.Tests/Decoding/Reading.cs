using System.Text;
using StreamReco.Models.Decoding;
using StreamReco.Models.Events;
using StreamReco.Models.Framing;

namespace StreamReco.Models.Tests.Decoding;

/// <summary>Decoder and rules as the stream has them, over one record at a time.</summary>
internal sealed class Reading(string passOver = "", IRecordSchemas? schemas = null)
{
    /// <summary>When every record is received: 2026-11-28T12:00:00Z.</summary>
    public static readonly long ReceivedMs = new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private readonly EventDecoder _decoder = new(new EventLimits { Schemas = schemas }, new PassedOverEvents(passOver));
    private readonly EventRules _rules = new();
    private readonly ClickEvent _click = new();

    public Outcome Read(string json) => Read(Encoding.UTF8.GetBytes(json));

    public Outcome Read(byte[] json)
    {
        var failure = _decoder.Decode(json, null, ReceivedMs, _click) ?? _rules.Check(_click, ReceivedMs);
        return new Outcome(
            failure,
            failure is null ? $"{_click.Type} {_click.UserId} {_click.SessionId} {_click.Country} {_click.EventTimeMs - ReceivedMs}" : "",
            failure is null ? string.Join(" ", _click.Items.Select(i => $"{i.ItemId}|{i.Category}|{i.Price}|{i.Quantity}")) : "",
            _click.EventIdHash,
            string.Join(" ", _decoder.LeftOut.ToArray().Select(one => $"{one.FieldName}:{one.ReasonName}").Order(StringComparer.Ordinal)))
        {
            User = _click.UserId.ToString(),
            Items = [.. _click.Items],
            Type = _click.Type,
        };
    }

    /// <summary>What became of a record; equal where the decoded events are.</summary>
    internal sealed record Outcome(ValidationFailure? Failure, string What, string ItemText, ulong Id, string LeftOut)
    {
        public string User { get; init; } = "";

        public EventType Type { get; init; }

        public IReadOnlyList<ItemTouch> Items { get; init; } = [];

        /// <summary>In one line: the item ids of a click, <c>passed over</c>, or the field at fault.</summary>
        public string Short => Failure is null ? $"{Type}:{string.Join(",", Items.Select(item => item.ItemId))}"
            : Failure.IsPassedOver ? "passed over" : $"rejected {Failure.Field}";

        public bool Equals(Outcome? other) => other is not null && (Failure, What, ItemText, Id, LeftOut)
            == (other.Failure, other.What, other.ItemText, other.Id, other.LeftOut);

        public override int GetHashCode() => HashCode.Combine(What, ItemText, Id);
    }
}
