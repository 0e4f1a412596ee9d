using System.Text;
using StreamReco.Models.Decoding;
using StreamReco.Models.Events;
using StreamReco.TestKit.Events;

namespace StreamReco.Models.Tests.Decoding;

/// <summary>What is read in one pass is read as the reader of all forms reads it, and what that one finds fault with is left to it.</summary>
public sealed class PlainEventTests
{
    private const int Inputs = 60_000;
    private const string PassOver = "view_home";

    private static readonly EventLimits _limits = new(EventBytesMax: 4_096, ItemsPerEventMax: 4, IdCharsMax: 40);
    private static readonly string[] _texts =
        ["u1", "item 7", "NA", "(not set)", "undefined", "bread", "anna", " a", "a ", "", "ü", "a\\\"b", new('x', 40), new('x', 41), "null"];

    private static readonly string[] _numbers =
        ["0", "1", "73.08", "0.1", "12.", "01", "-1", "1e3", "123456789012345", "1234567890123456.5", "0.30000000000000004", "\"5\"", "null", "2147483648"];

    private static readonly string[] _times =
        ["1764500000", "1764500000123", "1764500000123456", "1764500000123456789", "20261128", "1.5", "\"2026-11-28T10:00:00Z\"",
            "\"2026-02-29T10:00:00Z\"", "\"2026-11-28T10:00:00.123Z\"", "\"2026-11-28T24:00:00Z\"", "\"2026-11-28T10:00:60Z\"", "\"2026-11-28\"",
            "\"1969-12-31T23:59:59Z\"", "\"2026-11-28T10:00:00+01:00\"", "0", "-5", "1764460800000"];

    private static readonly string[] _types =
        ["\"view_item\"", "\"purchase\"", "\"add_to_cart\"", "\"view_home\"", "\"search\"", "\"Product Viewed\"", "\"view_item_list\"", "\"none\"", "7"];

    private readonly EventDecoder _all = new(_limits, new PassedOverEvents(PassOver), fileNames: null, readsPlain: false);
    private readonly EventDecoder _both = new(_limits, new PassedOverEvents(PassOver), fileNames: null);
    private readonly ClickEvent _click = new();
    private readonly ClickEvent _other = new();
    private readonly PlainEventReader _plain = new(_limits, new PassedOverEvents(PassOver), new ShortTexts(new StringPool(100)));

    [Fact]
    public void Mutated_events_of_all_forms_are_read_the_same()
    {
        var events = new EventMutator(new Random(7), Reading.ReceivedMs);
        for (var i = 0; i < Inputs; i++)
        {
            ShouldBeTheSame(events.Next(), i);
        }
    }

    [Fact]
    public void Events_of_our_own_form_with_odd_values_are_read_the_same_and_many_of_them_in_one_pass()
    {
        var random = new Random(11);
        var plain = 0;
        for (var i = 0; i < Inputs; i++)
        {
            var json = Encoding.UTF8.GetBytes(Event(random));
            ShouldBeTheSame(json, i);
            plain += _plain.TryRead(json, new ClickEvent()) ? 1 : 0;
        }

        plain.ShouldBeInRange(Inputs / 20, Inputs - (Inputs / 20));
    }

    [Theory]
    [InlineData("""{"event_id":"e","event_type":"view_item","user_id":"u1","session_id":"s","item_id":"i1","timestamp":1700000000259,"price":73.08,"context":{"page":"home","device":"mobile"}}""")]
    [InlineData("""{ "event_id": "e", "event_type": "purchase", "user_id": "u1", "items": [ {"item_id": "i1", "name": "x", "quantity": 2}, {"item_id": "i2", "category": "bread"} ], "timestamp": "2026-11-28T10:00:00Z" }""")]
    [InlineData("""{"event_id":"e","event_type":"search","user_id":"u1","recommendation_id":"0-1","timestamp":1700000000259,"cart":null,"is_new":true}""")]
    public void An_event_of_our_own_form_is_read_in_one_pass(string json)
    {
        _plain.TryRead(Encoding.UTF8.GetBytes(json), new ClickEvent()).ShouldBeTrue();
        ShouldBeTheSame(Encoding.UTF8.GetBytes(json), 0);
    }

    [Theory]
    [InlineData("""{"event_id":"e","event_type":"view_item","user_id":"u1","user_id":"u2","item_id":"i1","timestamp":1700000000259}""")]
    [InlineData("""{"event_id":"e","event_type":"view_item","user_id":"u1","item_id":"i1","items":[{"item_id":"i2"}],"timestamp":1700000000259}""")]
    [InlineData("""{"event_id":"e","event_type":"view_item","user_id":"u1","item_id":"i1","timestamp":1700000000259,"context":{"country":"de"}}""")]
    [InlineData("""{"event_id":"e","event_type":"view_item","user_id":"u1","item_id":"i1","timestamp":1700000000259} x""")]
    [InlineData("""{"event_id":"e","event_type":"view_item","user_id":"u1","item_id":"i1","timestamp":1700000000259,}""")]
    [InlineData("""{"event_id":"e","event_type":"view_item","user_id":"u1","item_id":"i1","timestamp":1700000000259,"sent_at":1700000000300}""")]
    [InlineData("""{"event_id":"e","event_type":"view_item","user_id":"u1","timestamp":1700000000259}""")]
    [InlineData("""{"event_id":"e","event_type":"view_home","user_id":"u1","timestamp":1700000000259}""")]
    public void What_has_to_be_settled_is_left_to_the_reader_of_all_forms(string json)
    {
        _plain.TryRead(Encoding.UTF8.GetBytes(json), new ClickEvent()).ShouldBeFalse();
        ShouldBeTheSame(Encoding.UTF8.GetBytes(json), 0);
    }

    [Fact]
    public void The_envelope_in_the_headers_counts()
    {
        var json = """{"event_id":"e","event_type":"view_item","user_id":"u1","item_id":"i1","timestamp":1700000000259}"""u8;
        var click = new ClickEvent();
        _both.Decode(json, [KeyValuePair.Create("ce_time", "1700000000999"u8.ToArray())], Reading.ReceivedMs, click).ShouldBeNull();
        var other = new ClickEvent();
        _all.Decode(json, [KeyValuePair.Create("ce_time", "1700000000999"u8.ToArray())], Reading.ReceivedMs, other).ShouldBeNull();
        click.EventTimeMs.ShouldBe(other.EventTimeMs);
    }

    private void ShouldBeTheSame(byte[] json, int turn)
    {
        var what = Text(_both.Decode(json, null, Reading.ReceivedMs, _click), _click, _both); // used again, as in a shard
        var expected = Text(_all.Decode(json, null, Reading.ReceivedMs, _other), _other, _all);
        what.ShouldBe(expected, $"input {turn}: {Encoding.UTF8.GetString(json)}");
    }

    private static string Text(ValidationFailure? failure, ClickEvent click, EventDecoder decoder)
    {
        var left = string.Join(' ', decoder.LeftOut.ToArray().Select(one => $"{one.FieldName}:{one.ReasonName}"));
        var items = string.Join(' ', click.Items.Select(item => $"{item.ItemId}|{item.Category}|{item.Price:R}|{item.Quantity}|{item.Position}"));
        return $"{failure} {click.Type} {click.HasEventId} {click.EventIdHash:x} {click.UserId} a {click.AnonymousId} s {click.SessionId} r {click.RecommendationId} "
            + $"q {click.Query} {click.SearchId} {click.Results} {click.Country} {click.EventTimeMs} {click.Consent} items {items} left {left}";
    }

    /// <summary>An event of our own form in which up to two things are odd.</summary>
    private static string Event(Random random)
    {
        var oddAt = (random.Next(14), random.Next(30));
        var at = 0;
        string Pick(string usual, string[] odd) => at++ is var i && (i == oddAt.Item1 || i == oddAt.Item2) ? odd[random.Next(odd.Length)] : usual;
        string Quoted(string usual) => $"\"{Pick(usual, _texts)}\"";
        var item = $"\"item_id\":{Quoted("i12")},\"price\":{Pick("73.08", _numbers)},\"quantity\":{Pick("1", _numbers)},\"category\":{Quoted("shoes")}";
        var items = random.Next(2) == 0 ? item : $"\"items\":[{{{item}}},{{\"item_id\":\"i2\"}}]";
        string[] fields =
        [
            $"\"event_id\":{Quoted("e-1")}", $"\"event_type\":{Pick("\"view_item\"", _types)}", $"\"user_id\":{Quoted("u1")}",
            $"\"session_id\":{Quoted("s1")}", items, $"\"timestamp\":{Pick("1700000000259", _times)}",
            $"\"context\":{Pick("{\"page\":\"home\"}", ["{}", "7", "{\"geo\":{\"country\":\"de\"}}", "{\"a\":[1]}", "{\"price\":1}"])}",
            .. random.Next(8) == 0 ? ["\"anonymous_id\":\"v\""] : Array.Empty<string>(),
        ];
        random.Shuffle(fields);
        var comma = random.Next(3) == 0 ? " , " : ",";
        return $"{{{string.Join(comma, fields.Skip(random.Next(12) == 0 ? 1 : 0))}}}";
    }
}
