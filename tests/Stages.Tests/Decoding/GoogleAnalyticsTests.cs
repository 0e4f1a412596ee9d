using StreamReco.Models.Decoding;
using StreamReco.Models.Events;

namespace StreamReco.Stages.Tests.Decoding;

/// <summary>Events as GA4 sends them (Measurement Protocol) and exports them (BigQuery); the items are those of its guide.</summary>
public sealed class GoogleAnalyticsTests
{
    private const string Items = """
        [{"item_id":"SKU_12345","item_name":"Stan and Friends Tee","affiliation":"Google Store","coupon":"SUMMER_FUN",
          "discount":2.22,"index":0,"item_brand":"Google","item_category":"Apparel","item_category2":"Adult",
          "item_list_id":"related_products","item_variant":"green","price":10.01,"quantity":3},
         {"item_id":"SKU_12346","item_name":"Google Grey Women's Tee","index":1,"item_category":"Apparel","price":21.01}]
        """;

    private const string Purchase = $$"""
        {"name":"purchase","params":{"currency":"USD","transaction_id":"T_12345","value":72.05,"coupon":"SUMMER_SALE",
         "shipping":3.33,"tax":1.11,"session_id":"1768478000","engagement_time_msec":100,"items":{{Items}} } }
        """;

    private readonly Decoder _decoder = new();

    [Fact]
    public void A_measurement_protocol_request_with_one_event_is_that_event()
    {
        var click = _decoder.Event(Request(Purchase));

        click.Type.ShouldBe(EventType.Purchase);
        click.UserId.ToString().ShouldBe("1934652812.1768471200");
        click.SessionId.ToString().ShouldBe("1768478000");
        click.EventTimeMs.ShouldBe(Decoder.ReceivedMs - 60_000);
        click.Items.ShouldBe(
            [
                new ItemTouch("SKU_12345", "Apparel", 10.01, 3) { Position = 1 },
                new ItemTouch("SKU_12346", "Apparel", 21.01, 1) { Position = 2 },
            ]);
    }

    [Fact]
    public void The_shop_s_own_user_counts_before_the_browser_s_number() =>
        _decoder.Event(Request(Purchase, """ "user_id":"u7", """)).UserId.ToString().ShouldBe("u7");

    [Fact]
    public void The_same_bytes_are_a_repeat_and_another_microsecond_is_another_event()
    {
        var first = _decoder.Event(Request(Purchase)).EventIdHash;

        _decoder.Event(Request(Purchase)).EventIdHash.ShouldBe(first);
        _decoder.Event(Request(Purchase, time: "1768478340000001")).EventIdHash.ShouldNotBe(first);
        _decoder.Event(Request(Purchase, """ "event_id":"e1", """)).EventIdHash.ShouldNotBe(first);
    }

    [Theory]
    [InlineData(0, "0 events")]
    [InlineData(2, "2 events")]
    [InlineData(25, "25 events")]
    public void A_request_that_carries_another_number_of_events_is_rejected_whole(int count, string told)
    {
        var failure = _decoder.Read(Request(string.Join(',', Enumerable.Repeat(Purchase, count)))).ShouldNotBeNull();

        failure.Type.ShouldBe(FailureType.Invalid);
        failure.Field.ShouldBe("events");
        failure.Message.ShouldContain(told);
    }

    [Fact]
    public void A_time_per_event_counts() => _decoder.Event("""
        {"client_id":"c1","events":[{"name":"view_item_list","timestamp_micros":"1768478340000000","params":{}}]}
        """).EventTimeMs.ShouldBe(Decoder.ReceivedMs - 60_000);

    [Fact]
    public void A_line_of_the_bigquery_export_is_read()
    {
        var click = _decoder.Event($$"""
            {"event_date":"20260115","event_timestamp":"1768478340000000","event_name":"add_to_cart",
             "event_params":[{"key":"page_location","value":{"string_value":"https://shop.example/p/1","int_value":null} },
               {"key":"ga_session_id","value":{"string_value":null,"int_value":"1768478000","float_value":null} },
               {"key":"ga_session_number","value":{"int_value":"3"} }],
             "event_previous_timestamp":"1768478330000000","user_id":null,"user_pseudo_id":"1934652812.1768471200",
             "privacy_info":{"analytics_storage":"Yes"},"user_properties":[],"device":{"category":"mobile"},
             "platform":"WEB","ecommerce":{"total_item_quantity":1,"items":null},"items":{{Items}} }
            """);

        click.Type.ShouldBe(EventType.AddToCart);
        click.UserId.ToString().ShouldBe("1934652812.1768471200");
        click.SessionId.ToString().ShouldBe("1768478000");
        click.EventTimeMs.ShouldBe(Decoder.ReceivedMs - 60_000);
        click.Items.Count.ShouldBe(2);
    }

    [Fact]
    public void A_data_layer_push_with_its_envelope_is_read() => _decoder.Event("""
        {"event":"view_item","event_id":"e1","user_id":"u1","timestamp":"2026-01-15T11:59:00Z",
         "ecommerce":{"currency":"USD","value":7.77,"items":[{"item_id":"SKU_12345","price":7.77}]}}
        """).Items.ShouldBe([new ItemTouch("SKU_12345", null, 7.77, 1)]);

    [Fact]
    public void An_item_that_is_not_set_is_no_item() => _decoder.Read("""
        {"event_timestamp":1768478340000000,"event_name":"view_item","user_pseudo_id":"p","items":[{"item_id":"(not set)"}]}
        """).ShouldNotBeNull().Field.ShouldBe("items.item_id");

    [Fact]
    public void A_client_s_number_is_a_visitor_in_ga4_only() => _decoder.Read("""
        {"event_id":"e1","event_type":"view_home","client_id":"web-shop","timestamp":"2026-01-15T11:59:00Z"}
        """).ShouldNotBeNull().Field.ShouldBe("user_id");

    [Theory]
    [InlineData("\"soon\"")]
    [InlineData("1.5")]
    [InlineData("{}")]
    [InlineData("9223372036854775807")]
    public void A_time_that_is_none_is_told(string time)
    {
        var json = $$"""{"client_id":"c","timestamp_micros":{{time}},"events":[{"name":"view_item_list"}]}""";
        _decoder.Read(json).ShouldNotBeNull().Type.ShouldBeOneOf(FailureType.Invalid, FailureType.Future, FailureType.Ancient);
    }

    [Fact]
    public void Events_of_ga4_that_say_nothing_of_taste_are_passed_over_by_their_name() =>
        _decoder.Read(Request("""{"name":"page_view","params":{"page_title":"Home"}}""")).ShouldNotBeNull()
            .PassedOver.ShouldBe("page_view");

    private static string Request(string events, string more = "", string time = "1768478340000000") => $$"""
        {"client_id":"1934652812.1768471200",{{more}}"timestamp_micros":"{{time}}","non_personalized_ads":false,
         "user_properties":{"loyalty":{"value":"gold"} },"events":[{{events}}]}
        """;
}
