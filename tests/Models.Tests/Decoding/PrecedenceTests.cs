using System.Text;
using StreamReco.Models.Decoding;
using StreamReco.Models.Events;

namespace StreamReco.Models.Tests.Decoding;

/// <summary>Which of several values of one field counts.</summary>
public sealed class PrecedenceTests
{
    private readonly Reading _reading = new();

    [Fact]
    public void A_product_s_id_is_not_the_event_s_so_three_clicks_on_it_are_three_events()
    {
        string Call(string id) => $$"""
            {"type":"track","messageId":"{{id}}","event":"Product Viewed","userId":"u1",
             "properties":{"id":"sku-1","product_id":"sku-1"},"timestamp":"2026-11-28T10:00:00Z"}
            """;

        new[] { Call("m-1"), Call("m-2"), Call("m-3") }.Select(json => _reading.Read(json).Id).Distinct().Count().ShouldBe(3);
    }

    [Theory]
    [InlineData("""{"product_id":"sku-1","type":"home"}""", "AddToCart:sku-1", "u1")]
    [InlineData("""{"product_id":"sku-1","user_id":"seller-9"}""", "AddToCart:sku-1", "u1")]
    [InlineData("""{"product_id":"sku-1","time":12.5}""", "AddToCart:sku-1", "u1")]
    [InlineData("""{"product_id":"sku-1","timestamp":"yesterday"}""", "AddToCart:sku-1", "u1")]
    [InlineData("""{"product_id":"sku-1","category":["shoes","sale"]}""", "AddToCart:sku-1", "u1")]
    [InlineData("""{"product_id":"sku-1","category":{"id":7} }""", "AddToCart:sku-1", "u1")]
    [InlineData("""{"product_id":"sku-1","products":null,"items":"none"}""", "AddToCart:sku-1", "u1")]
    [InlineData("""{"id":"507f","sku":"45790-32"}""", "AddToCart:507f", "u1")]
    [InlineData("""{"sku":"S1","product_id":"P1","productId":"","item_id":null}""", "AddToCart:P1", "u1")]
    [InlineData("""{"id":"P9","name":"Vase"}""", "AddToCart:P9", "u1")]
    public void What_properties_say_of_the_product_changes_neither_type_nor_person_nor_time(
        string properties, string expected, string user)
    {
        var read = _reading.Read($$"""
            {"type":"track","messageId":"m","event":"Product Added","userId":"u1","properties":{{properties}},
             "timestamp":"2026-11-28T10:00:00Z"}
            """);

        (read.Short, read.User, read.What).ShouldBe((expected, user, "AddToCart u1   -7200000"));
    }

    [Theory]
    [InlineData("""{"id":"P1"}""", "Product Viewed", "ViewItem:P1")]
    [InlineData("""{"id":"order-1","products":[{"id":"P1"}]}""", "Order Completed", "Purchase:P1")]
    [InlineData("""{"id":"order-1"}""", "Order Completed", "rejected items")]
    [InlineData("""{"id":"507f","sku":"S"}""", "Viewed Product", "ViewItem:507f")]
    public void A_bare_id_is_the_product_s_where_the_event_is_about_one(string properties, string name, string expected) =>
        _reading.Read($$"""{"messageId":"m","event":"{{name}}","userId":"u","properties":{{properties}},"timestamp":1795860000}""")
            .Short.ShouldBe(expected);

    [Theory]
    [InlineData("com.shop.product.viewed.v1", EventType.ViewItem)]
    [InlineData("com.shop.view_item", EventType.ViewItem)]
    [InlineData("com.shop.cart.product-added.v12", EventType.AddToCart)]
    public void The_type_of_a_cloud_event_is_read_from_its_end(string type, EventType expected) =>
        _reading.Read(CloudEvent("ce-1", type, """{"id":"order-7","type":"simple","user_id":"u1","item_id":"i1"}""")).Type.ShouldBe(expected);

    [Fact]
    public void Two_cloud_events_about_one_order_are_two_events()
    {
        var first = _reading.Read(CloudEvent("ce-4", "com.shop.view_item", """{"id":"order-7","user_id":"u1","item_id":"i1"}"""));
        var second = _reading.Read(CloudEvent("ce-5", "com.shop.view_item", """{"id":"order-7","user_id":"u1","item_id":"i2"}"""));

        (first.Failure, second.Failure).ShouldBe((null, null));
        second.Id.ShouldNotBe(first.Id);
    }

    [Theory]
    [InlineData(""" "user_id":"undefined","session_id":"s9" """, "s9")]
    [InlineData(""" "user_id":"NA","anonymous_id":"a1","session_id":"s9" """, "a1")]
    [InlineData(""" "user_id":"(not set)","user_pseudo_id":"g" """, "g")]
    [InlineData(""" "user_id":false,"anonymous_id":"a1" """, "a1")]
    [InlineData(""" "user_id":"  ","anonymous_id":"NULL","domain_userid":"d1" """, "d1")]
    [InlineData(""" "user_id":null,"domain_userid":null,"network_userid":"n1" """, "n1")]
    public void Words_for_nobody_are_nobody_and_the_next_name_counts(string person, string expected)
    {
        var read = _reading.Read($$"""{"event_id":"e","event_type":"view_home",{{person}},"timestamp":1795860000}""");

        (read.Failure, read.User).ShouldBe((null, expected));
    }

    [Theory]
    [InlineData("NA")]
    [InlineData("N/A")]
    [InlineData("null")]
    [InlineData("NULL")]
    [InlineData("nan")]
    [InlineData("undefined")]
    [InlineData("(not set)")]
    [InlineData("")]
    public void Who_has_no_name_at_all_is_rejected_and_never_one_giant_user(string word) => _reading
        .Read($$"""{"event_id":"e","event_type":"view_home","user_id":"{{word}}","anonymous_id":"{{word}}","session_id":"{{word}}","timestamp":1795860000}""")
        .Short.ShouldBe("rejected user_id");

    [Theory]
    [InlineData("12345.0", "12345")]
    [InlineData("12345", "12345")]
    [InlineData("\" P1 \"", "P1")]
    [InlineData("12.50", "12.50")]
    public void One_item_written_in_two_ways_is_one_item(string written, string expected) =>
        _reading.Read($$"""{"event_id":"e","event_type":"view_item","user_id":"u","item_id":{{written}},"timestamp":1795860000}""")
            .Items.Single().ItemId.ShouldBe(expected);

    [Theory]
    [InlineData("NA", "NA")]
    [InlineData("(not set)", null)]
    public void Namibia_is_a_country_and_no_word_for_none(string country, string? expected)
    {
        var (decoder, click) = (new EventDecoder(new EventLimits()), new ClickEvent());
        decoder.Decode(
            Encoding.UTF8.GetBytes($$"""{"event_id":"e","event_type":"view_home","user_id":"u","country":"{{country}}","timestamp":1795860000}"""),
            null, Reading.ReceivedMs, click).ShouldBeNull();

        click.Country.ShouldBe(expected);
    }

    private static string CloudEvent(string id, string type, string data) =>
        $$"""{"specversion":"1.0","id":"{{id}}","type":"{{type}}","source":"/web","time":"2026-11-28T10:00:04Z","data":{{data}} }""";
}
