using System.Globalization;
using StreamReco.Models.Events;

namespace StreamReco.Models.Tests.Decoding;

/// <summary>A field that recommending does not need never costs a click: it is left out and counted.</summary>
public sealed class OddFieldTests
{
    private readonly Reading _reading = new();

    [Theory]
    [InlineData("\"1,299.00\"", 1299, "")]
    [InlineData("\"1.299,00\"", 1299, "")]
    [InlineData("\"19,99\"", 19.99, "")]
    [InlineData("\"19.99\"", 19.99, "")]
    [InlineData("\" 19.99 \"", 19.99, "")]
    [InlineData("19.99", 19.99, "")]
    [InlineData("\"1,299\"", double.NaN, "price:no_number")] // 1299 or 1.299: nobody knows
    [InlineData("\"\"", double.NaN, "")]
    [InlineData("\"NaN\"", double.NaN, "")]
    [InlineData("\"$19.99\"", double.NaN, "price:no_number")]
    [InlineData("\"1,2,3\"", double.NaN, "price:no_number")]
    [InlineData("{\"amount\":\"19.99\",\"currency\":\"EUR\"}", double.NaN, "price:wrong_kind")]
    [InlineData("-5.0", double.NaN, "price:negative")]
    public void A_price_is_what_it_says_or_left_out_and_never_a_hundred_times_as_much(string price, double expected, string left)
    {
        var read = Click($$""" "item_id":"i1","price":{{price}} """);

        (read.Failure, read.Items.Single().Price, read.LeftOut).ShouldBe((null, expected, left));
    }

    [Fact]
    public void A_user_whom_nobody_could_ask_for_is_rejected()
    {
        var read = _reading.Read("""{"event_id":"e1","event_type":"view_item","user_id":"a\u0000b","timestamp":"2026-11-28T11:59:00Z","item_id":"i1"}""");

        read.Short.ShouldBe("rejected user_id");
    }

    [Theory]
    [InlineData("\"1\"", 1, "")]
    [InlineData("\"2 pcs\"", 1, "quantity:no_number")]
    [InlineData("0.5", 1, "quantity:no_number")]
    [InlineData("null", 1, "")]
    [InlineData("3", 3, "")]
    public void A_quantity_that_is_no_whole_number_counts_as_one(string quantity, int expected, string left)
    {
        var read = Click($$""" "items":[{"item_id":"i1","quantity":{{quantity}}}] """);

        (read.Failure, read.Items.Single().Quantity, read.LeftOut).ShouldBe((null, expected, left));
    }

    [Theory]
    [InlineData(""" "item_id":"i1","items":[null] """, "ViewItem:i1")]
    [InlineData(""" "items":[{"item_id":"i1"},null,{"item_id":"i2"}] """, "ViewItem:i1,i2")]
    [InlineData(""" "items":[{"item_id":"i1"},{"item_id":"(not set)","item_name":"gift wrap"}] """, "ViewItem:i1")]
    [InlineData(""" "items":[{"item_id":"i1"},{"item_name":"no id"}] """, "ViewItem:i1")]
    [InlineData(""" "item_id":"i1","items":[] """, "ViewItem:i1")]
    [InlineData(""" "item_id":"","items":[{"item_id":"i1"}] """, "ViewItem:i1")]
    [InlineData(""" "items":[{"item_id":"i1","category":["a","b"]}] """, "ViewItem:i1")]
    [InlineData(""" "item_id":["i1"],"items":[{"item_id":"i2"}] """, "ViewItem:i2")]
    [InlineData(""" "items":["i1","i2"] """, "rejected items")]
    [InlineData(""" "items":{"item_id":"i1"} """, "rejected items")]
    [InlineData(""" "items":"[{\"item_id\":\"i1\"}]" """, "rejected items")]
    [InlineData(""" "items":[{"item_id":"(not set)"}] """, "rejected items.item_id")]
    [InlineData(""" "item_id":["i1"] """, "rejected item_id")]
    [InlineData(""" "item_id":"   " """, "rejected items")]
    [InlineData(""" "item_id":"null" """, "rejected items")]
    public void Good_items_stay_and_a_click_without_any_is_rejected_with_its_reason(string items, string expected) =>
        Click(items).Short.ShouldBe(expected);

    [Theory]
    [InlineData(""" "sent_at":"" """, "")]
    [InlineData(""" "sent_at":"not a time" """, "sent_at:no_time")]
    [InlineData(""" "session_id":{"id":1} """, "session_id:wrong_kind")]
    [InlineData(""" "session_id":"" """, "")]
    [InlineData(""" "anonymous_id":{} """, "user_id:wrong_kind")]
    public void Times_of_sending_and_sessions_of_odd_form_are_left_out(string field, string left)
    {
        var read = Click($$""" "item_id":"i1",{{field}} """);

        (read.Short, read.LeftOut).ShouldBe(("ViewItem:i1", left));
        read.What.ShouldEndWith("-7200000");
    }

    [Fact]
    public void A_category_that_is_too_long_is_left_out_and_an_item_id_that_is_too_long_is_not_cut()
    {
        var (category, item) = (new string('c', 300), "https://shop.example/" + new string('x', 300));

        var read = Click($$""" "item_id":"i1","item_category":"{{category}}" """);
        (read.Short, read.LeftOut).ShouldBe(("ViewItem:i1", "item_category:too_long"));
        Click($$""" "item_id":"{{item}}" """).Short.ShouldBe("rejected item_id");
    }

    [Theory]
    [InlineData("19,99", 19.99)]
    [InlineData("0,5", 0.5)]
    [InlineData("1,234,567.89", 1_234_567.89)]
    [InlineData("1.234.567,89", 1_234_567.89)]
    [InlineData("1e2", 100)]
    public void Prices_are_read_in_both_ways_of_writing_them(string text, double expected)
    {
        PriceText.TryParse(text, out var price).ShouldBeTrue();
        price.ShouldBe(expected);
    }

    [Theory]
    [InlineData("12,34.56")]
    [InlineData(",99.9")]
    [InlineData("1,299")]
    [InlineData("1.2.3")]
    [InlineData("Infinity")]
    [InlineData("19,99 EUR")]
    public void A_text_that_is_no_price_or_could_be_two_is_none(string text) =>
        PriceText.TryParse(text, out _).ShouldBeFalse(text);

    private Reading.Outcome Click(string fields) => _reading.Read(string.Create(
        CultureInfo.InvariantCulture, $$"""{"event_id":"e","event_type":"view_item","user_id":"u1",{{fields}},"timestamp":"2026-11-28T10:00:00Z"}"""));
}
