using System.Text;
using StreamReco.Models.Decoding;
using StreamReco.Models.Events;

namespace StreamReco.Stages.Tests.Decoding;

/// <summary>Every way in which a record can fail to be an event, with the class and the field that people are told.</summary>
public sealed class RejectionTests
{
    private readonly Decoder _decoder = new();

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\n\t ")]
    [InlineData("nonsense")]
    [InlineData("{")]
    [InlineData("{\"event_id\"")]
    [InlineData("{\"event_id\":\"e\"")]
    [InlineData("{\"event_id\":\"e\",}")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("17")]
    [InlineData("null")]
    [InlineData("[{}]")]
    [InlineData("\ufeff{}")]
    [InlineData("{\"a\":1 /* why */}")]
    public void What_is_no_json_object_is_malformed(string text) => ShouldFail(text, FailureType.Malformed, null);

    [Theory]
    [InlineData("}")]
    [InlineData(" x")]
    [InlineData("{}")]
    [InlineData(",")]
    public void Text_behind_the_object_is_malformed(string behind) =>
        ShouldFail(Event() + behind, FailureType.Malformed, null);

    [Fact]
    public void Blanks_behind_the_object_are_none_of_our_business() => _decoder.Read(Event() + " \r\n\t").ShouldBeNull();

    [Fact]
    public void A_tombstone_is_malformed() => _decoder.Read((byte[]?)null).ShouldNotBeNull().Type.ShouldBe(FailureType.Malformed);

    [Fact]
    public void Text_that_is_not_utf8_is_malformed()
    {
        var bytes = Encoding.UTF8.GetBytes(Event(user: "\"uXu\""));
        bytes[Array.IndexOf(bytes, (byte)'X')] = 0xff;

        _decoder.Read(bytes).ShouldNotBeNull().Type.ShouldBe(FailureType.Malformed);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_malformed() => ShouldFail(Event(user: "\"\\ud800\""), FailureType.Malformed, null);

    [Theory]
    [InlineData(31, null)]
    [InlineData(32, FailureType.Malformed)]
    [InlineData(20_000, FailureType.Malformed)]
    public void Nesting_has_an_end(int depth, FailureType? expected)
    {
        var nest = new string('[', depth) + new string(']', depth);
        (_decoder.Read(Event(extra: $",\"context\":{nest}"))?.Type).ShouldBe(expected);
    }

    [Fact]
    public void Objects_within_the_events_own_are_read_two_deep_and_no_deeper()
    {
        var deep = Event().Replace("{", "{\"data\":{\"data\":{\"data\":{\"user_id\":\"deep\"}}},", StringComparison.Ordinal);
        _decoder.Event(deep).UserId.ToString().ShouldBe("u");
    }

    [Fact]
    public void An_event_above_the_limit_is_oversized_and_one_at_the_limit_is_not()
    {
        var decoder = new Decoder(new LimitOptions { EventBytesMax = 512 });
        var room = 512 - Event(extra: ",\"x\":\"\"").Length;

        decoder.Read(Event(extra: $",\"x\":\"{new string('x', room)}\"")).ShouldBeNull();
        var failure = decoder.Read(Event(extra: $",\"x\":\"{new string('x', room + 1)}\"")).ShouldNotBeNull();
        failure.Type.ShouldBe(FailureType.Oversized);
        failure.Message.ShouldContain("Limits:EventBytesMax is 512");
    }

    [Theory]
    [InlineData("event_id", "true")]
    [InlineData("event_id", "{\"a\":1}")]
    [InlineData("event_id", "[\"e\"]")]
    [InlineData("event_type", "false")]
    [InlineData("event_type", "{}")]
    [InlineData("event_type", "\"teleport\"")]
    [InlineData("user_id", "[]")]
    [InlineData("user_id", "true")]
    [InlineData("timestamp", "[]")]
    [InlineData("timestamp", "\"later\"")]
    [InlineData("items", "\"i1\"")]
    [InlineData("items", "{\"item_id\":\"i1\"}")]
    [InlineData("items", "[\"i1\"]")]
    [InlineData("items", "[null]")]
    [InlineData("items.item_id", "[{}]", "items")]
    [InlineData("items.item_id", "[{\"item_id\":\"\"}]", "items")]
    [InlineData("items.item_id", "[{\"item_id\":null}]", "items")]
    [InlineData("items.item_id", "[{\"item_id\":true}]", "items")]
    [InlineData("item_id", "{}")]
    public void A_needed_field_of_a_wrong_kind_is_named(string field, string value, string? written = null)
    {
        var json = field.StartsWith("item", StringComparison.Ordinal)
            ? Event(type: "\"view_item\"", extra: $",\"{written ?? field}\":{value}") : EventWith(field, value);

        ShouldFail(json, FailureType.Invalid, field);
    }

    [Theory]
    [InlineData("anonymous_id", "{}", "user_id", "wrong_kind")]
    [InlineData("session_id", "[1]", "session_id", "wrong_kind")]
    [InlineData("sent_at", "\"later\"", "sent_at", "no_time")]
    [InlineData("sent_at", "{}", "sent_at", "no_time")]
    [InlineData("item_category", "[]", "item_category", "wrong_kind")]
    [InlineData("price", "\"cheap\"", "price", "no_number")]
    [InlineData("price", "true", "price", "wrong_kind")]
    [InlineData("price", "1e999", "price", "no_number")]
    [InlineData("price", "\"NaN\"", null, null)]
    [InlineData("price", "\"Infinity\"", "price", "no_number")]
    [InlineData("price", "-1", "price", "negative")]
    [InlineData("quantity", "\"two\"", "quantity", "no_number")]
    [InlineData("quantity", "-1", "quantity", "negative")]
    [InlineData("quantity", "0.5", "quantity", "no_number")]
    [InlineData("quantity", "4294967296", "quantity", "no_number")]
    [InlineData("quantity", "{}", "quantity", "wrong_kind")]
    [InlineData("items", "\"none\"", "items", "wrong_kind")]
    [InlineData("items", "[{\"item_id\":\"i2\"},[]]", "items", "wrong_kind")]
    [InlineData("items", "[{\"item_id\":\"i2\"},{}]", "items", "no_id")]
    public void A_field_that_recommending_does_not_need_is_left_out_and_counted(
        string written, string value, string? field, string? reason)
    {
        _decoder.Event(Event(type: "\"view_item\"", extra: $",\"item_id\":\"i\",\"{written}\":{value}"))
            .Items[^1].ShouldBe(new ItemTouch("i", null, double.NaN, 1));

        (LeftOut What, long Count)? left = _decoder.LeftOut.Count > 0 ? _decoder.LeftOut.Single() : null;
        (left?.What.FieldName, left?.What.ReasonName, left?.Count).ShouldBe((field, reason, field is null ? null : 1L));
    }

    [Theory]
    [InlineData("event_id", """{"event_type":"view_home","user_id":"u","timestamp":1768478399000}""")]
    [InlineData("event_id", """{"event_id":"","event_type":"view_home","user_id":"u","timestamp":1768478399000}""")]
    [InlineData("event_id", """{"event_id":null,"event_type":"view_home","user_id":"u","timestamp":1768478399000}""")]
    [InlineData("event_type", """{"event_id":"e","user_id":"u","timestamp":1768478399000}""")]
    [InlineData("user_id", """{"event_id":"e","event_type":"view_home","timestamp":1768478399000}""")]
    [InlineData("user_id", """{"event_id":"e","event_type":"view_home","anonymous_id":"","timestamp":1768478399000}""")]
    [InlineData("timestamp", """{"event_id":"e","event_type":"view_home","user_id":"u"}""")]
    [InlineData("items", """{"event_id":"e","event_type":"view_item","user_id":"u","timestamp":1768478399000}""")]
    [InlineData("items", """{"event_id":"e","event_type":"purchase","user_id":"u","timestamp":1768478399000,"items":[]}""")]
    [InlineData("items", """{"event_id":"e","event_type":"remove_from_cart","user_id":"u","timestamp":1768478399000,"price":3}""")]
    public void A_missing_field_is_named(string field, string json) => ShouldFail(json, FailureType.Invalid, field);

    [Theory]
    [InlineData("user_id")]
    [InlineData("event_id")]
    [InlineData("item_id")]
    public void A_needed_id_has_a_longest_length(string field)
    {
        string Long(int length) => $"\"{new string('x', length)}\"";
        string With(string id) => field == "item_id" ? Event(type: "\"view_item\"", extra: $",\"item_id\":{id}") : EventWith(field, id);

        ShouldFail(With(Long(257)), FailureType.Invalid, field);
        ShouldFail(With(Long(20_000)), FailureType.Invalid, field);
        _decoder.Read(With(Long(256))).ShouldBeNull();
    }

    [Fact]
    public void A_session_that_is_too_long_is_left_out()
    {
        _decoder.Event(Event(extra: $",\"session_id\":\"{new string('x', 257)}\"")).SessionId.IsEmpty.ShouldBeTrue();
        _decoder.LeftOut.Single().What.ShouldBe(new LeftOut(LeftOutField.SessionId, LeftOutReason.TooLong));
    }

    [Fact]
    public void An_event_names_a_limited_number_of_items()
    {
        var decoder = new Decoder(new LimitOptions { ItemsPerEventMax = 3 });
        string Items(int count) => $",\"items\":[{string.Join(',', Enumerable.Range(0, count).Select(i => $"{{\"item_id\":{i}}}"))}]";

        decoder.Read(Event(extra: Items(3))).ShouldBeNull();
        decoder.Read(Event(extra: Items(4))).ShouldNotBeNull().Field.ShouldBe("items");
    }

    [Fact]
    public void Fields_that_nobody_knows_are_no_error() =>
        _decoder.Read(Event(extra: ",\"x\":[1,{\"user_id\":7}],\"consent\":false,\"context\":{\"items\":3},\"\":null")).ShouldBeNull();

    private static string EventWith(string field, string value) => field switch
    {
        "user_id" => Event(user: value),
        "event_type" => Event(type: value),
        "event_id" => Event().Replace("\"e\"", value, StringComparison.Ordinal),
        _ => Event().Replace("1768478399000", value, StringComparison.Ordinal),
    };

    private static string Event(string user = "\"u\"", string type = "\"view_home\"", string extra = "") =>
        $$"""{"event_id":"e","event_type":{{type}},"user_id":{{user}},"timestamp":1768478399000{{extra}}}""";

    private void ShouldFail(string json, FailureType type, string? field)
    {
        var failure = _decoder.Read(json).ShouldNotBeNull();

        failure.Type.ShouldBe(type);
        failure.Field.ShouldBe(field);
        failure.Message.ShouldNotBeNullOrWhiteSpace();
    }
}
