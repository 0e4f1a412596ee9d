using StreamReco.Models.Events;

namespace StreamReco.Stages.Tests.Decoding;

/// <summary>Events as Segment, Snowplow and CloudEvents senders write them.</summary>
public sealed class TrackerAliasTests
{
    private const string Ours =
        """{"event_id":"e9","event_type":"view_item","user_id":"u1","timestamp":"2026-01-15T11:59:00Z","item_id":"i1"}""";

    private readonly Decoder _decoder = new();

    [Fact]
    public void A_segment_track_call_is_read()
    {
        var click = _decoder.Event("""
            {"type":"track","event":"Product Added","messageId":"m1","anonymousId":"a1","userId":"u1",
             "timestamp":"2026-01-15T11:59:00.000Z","originalTimestamp":"x","context":{"ip":"1.2.3.4"},
             "properties":{"product_id":"p1","sku":"G-32","category":"Games","name":"Monopoly","price":18.99,"quantity":1,"id":null}}
            """);

        click.Type.ShouldBe(EventType.AddToCart);
        click.UserId.ToString().ShouldBe("u1");
        click.HasEventId.ShouldBeTrue();
        click.EventTimeMs.ShouldBe(Decoder.ReceivedMs - 60_000);
        click.Items.ShouldBe([new ItemTouch("p1", "Games", 18.99, 1)]);
    }

    [Fact]
    public void An_item_named_beside_the_list_and_in_it_is_touched_once()
    {
        var click = _decoder.Event("""
            {"event_id":"e","event_type":"view_item","user_id":"u","timestamp":"2026-01-15T11:59:00Z",
             "item_id":"i1","items":[{"item_id":"i1","price":3}]}
            """);

        click.Items.ShouldBe([new ItemTouch("i1", null, 3, 1)]);
    }

    [Theory]
    [InlineData("""{"sku":"s","product_id":"p"}""", "p")]
    [InlineData("""{"product_id":"p","sku":"s"}""", "p")]
    [InlineData("""{"sku":"s"}""", "s")]
    public void A_stock_number_names_the_item_only_where_no_id_does(string item, string expected)
    {
        _decoder.Event($$$"""{"event_id":"e","event":"Order Completed","userId":"u","timestamp":1768478399000,"properties":{"products":[{{{item}}}]}}""")
            .Items[0].ItemId.ShouldBe(expected);
        _decoder.Event($$$"""{"event_id":"e","event":"Product Viewed","userId":"u","timestamp":1768478399000,"properties":{{{item}}}}""")
            .Items[0].ItemId.ShouldBe(expected);
    }

    [Fact]
    public void A_segment_order_lists_its_products()
    {
        var click = _decoder.Event("""
            {"event":"Order Completed","messageId":"m2","userId":"u1","timestamp":1768478399000,
             "properties":{"order_id":"o1","products":[{"id":"p1","price":1},{"productId":"p2","quantity":"3"}]}}
            """);

        click.Type.ShouldBe(EventType.Purchase);
        click.Items.Select(item => item.ItemId).ShouldBe(["p1", "p2"]);
        click.Items[1].Quantity.ShouldBe(3);
    }

    [Fact]
    public void A_snowplow_event_is_read()
    {
        var click = _decoder.Event("""
            {"event_id":"c6ef3124","event_name":"product_view","domain_userid":"d1","domain_sessionid":"ds1",
             "dvce_created_tstamp":"2026-01-15 11:58:00.500","dvce_sent_tstamp":"2026-01-15 11:58:01.500","itemId":"i3"}
            """);

        click.Type.ShouldBe(EventType.ViewItem);
        click.UserId.ToString().ShouldBe("d1");
        click.SessionId.ToString().ShouldBe("ds1");
        click.EventTimeMs.ShouldBe(Decoder.ReceivedMs - 1_000);
    }

    [Fact]
    public void A_structured_cloud_event_is_read_and_its_envelope_counts()
    {
        var click = _decoder.Event($$"""
            {"specversion":"1.0","id":"ce1","source":"/shop","type":"com.shop.clicks.view_item","time":"2026-01-15T11:50:00Z","data":{{Ours}}}
            """);

        click.Type.ShouldBe(EventType.ViewItem);
        click.EventTimeMs.ShouldBe(Decoder.ReceivedMs - 600_000);
    }

    [Fact]
    public void The_envelope_of_a_cloud_event_gives_what_its_data_leave_out()
    {
        var click = _decoder.Event("""
            {"specversion":"1.0","id":"ce1","type":"com.shop.purchase","time":"2026-01-15T11:50:00Z","data":{"user_id":"u","items":[{"item_id":"i"}]}}
            """);

        click.HasEventId.ShouldBeTrue();
        click.Type.ShouldBe(EventType.Purchase);
        click.EventTimeMs.ShouldBe(Decoder.ReceivedMs - 600_000);
    }

    [Fact]
    public void A_binary_cloud_event_has_its_envelope_in_the_headers()
    {
        var click = _decoder.Event(
            """{"user_id":"u","item_id":"i"}""",
            ("ce_specversion", "1.0"), ("ce_id", "ce1"), ("ce_type", "com.shop.view_item"), ("ce_time", "2026-01-15T11:59:00Z"));

        click.HasEventId.ShouldBeTrue();
        click.Type.ShouldBe(EventType.ViewItem);
        click.EventTimeMs.ShouldBe(Decoder.ReceivedMs - 60_000);
    }

    [Fact]
    public void The_headers_of_a_binary_cloud_event_are_its_envelope_and_count_before_the_body()
    {
        _decoder.Event(Ours);
        var plain = _decoder.Click.EventIdHash;

        var click = _decoder.Event(Ours, ("ce_id", "other"), ("ce_type", "purchase"), ("ce_time", "2020-01-01T00:00:00Z"));

        click.EventIdHash.ShouldNotBe(plain);
        click.Type.ShouldBe(EventType.Purchase);
        click.EventTimeMs.ShouldBe(1_577_836_800_000);
    }

    [Fact]
    public void Two_producers_that_count_from_1_are_two_producers_in_both_forms_of_cloud_events()
    {
        ulong Binary(string source) => _decoder.Event(
            """{"user_id":"u","item_id":"i"}""",
            ("ce_id", "1"), ("ce_source", source), ("ce_type", "view_item"), ("ce_time", "2026-01-15T11:59:00Z")).EventIdHash;
        ulong Structured(string source) => _decoder.Event($$"""
            {"specversion":"1.0","id":"1","source":"{{source}}","type":"view_item","time":"2026-01-15T11:59:00Z",
             "data":{"user_id":"u","item_id":"i"} }
            """).EventIdHash;

        Binary("/web").ShouldBe(Structured("/web"));
        Binary("/app").ShouldNotBe(Binary("/web"));
        Structured("/app").ShouldBe(Binary("/app"));
    }

    [Fact]
    public void Odd_headers_harm_nobody() =>
        _decoder.Event(Ours, ("ce_time", "yesterday"), ("ce_type", "bogus"), ("ce_id", ""), ("trace", "x")).Type.ShouldBe(EventType.ViewItem);
}
