using StreamReco.Models.Decoding;
using StreamReco.Models.Events;

namespace StreamReco.Stages.Tests.Decoding;

/// <summary>Whole records of Segment, Snowplow and CloudEvents, and batches, which are refused.</summary>
public sealed class TrackerFormTests
{
    private readonly Decoder _decoder = new();

    [Fact]
    public void Segment_has_corrected_its_timestamp_already()
    {
        // The phone is an hour fast. Segment says so: timestamp = receivedAt - (sentAt - originalTimestamp).
        var click = _decoder.Event("""
            {"type":"track","event":"Product Viewed","messageId":"ajs-next-1","anonymousId":"507f191e810c19729de860ea",
             "userId":null,"channel":"browser","context":{"library":{"name":"analytics.js","version":"2.11.1"},
             "page":{"path":"/p/507"},"locale":"en-US"},"integrations":{},"writeKey":"k","version":2,
             "originalTimestamp":"2026-01-15T12:59:00.000Z","sentAt":"2026-01-15T12:59:02.000Z",
             "receivedAt":"2026-01-15T11:59:02.000Z","timestamp":"2026-01-15T11:59:00.000Z",
             "properties":{"product_id":"507f1f77bcf86cd799439011","sku":"G-32","category":"Games",
             "name":"Monopoly: 3rd Edition","brand":"Hasbro","variant":"200 pieces","price":18.99,"quantity":1,
             "coupon":"MAYDEALS","currency":"usd","position":3,"value":18.99,"url":"https://shop.example/p/507"}}
            """);

        click.EventTimeMs.ShouldBe(Decoder.ReceivedMs - 60_000);
        click.UserId.ToString().ShouldBe("507f191e810c19729de860ea");
        click.Items.ShouldBe([new ItemTouch("507f1f77bcf86cd799439011", "Games", 18.99, 1) { Position = 3 }]);
    }

    [Fact]
    public void A_segment_batch_of_one_is_read_and_one_of_several_is_refused()
    {
        const string call = """
            {"type":"track","event":"Product Added","messageId":"m1","userId":"u1","timestamp":"2026-01-15T11:59:00Z",
             "properties":{"product_id":"p1","name":"Monopoly"}}
            """;

        _decoder.Event($$"""{"batch":[{{call}}],"sentAt":"2026-01-15T11:59:00Z"}""").Type.ShouldBe(EventType.AddToCart);
        var failure = _decoder.Read($$"""{"batch":[{{call}},{{call}}]}""").ShouldNotBeNull();
        failure.Field.ShouldBe("events");
        failure.Message.ShouldContain("2 events");
    }

    [Fact]
    public void A_snowplow_ecommerce_action_is_read_as_its_analytics_sdk_writes_it()
    {
        var click = _decoder.Event("""
            {"app_id":"shop","platform":"web","etl_tstamp":"2026-01-15T11:59:03.100Z",
             "collector_tstamp":"2026-01-15T11:59:02.500Z","dvce_created_tstamp":"2026-01-15T11:59:00.000Z",
             "event":"unstruct","event_id":"c6ef3124-b53a-4b13-a233-0088f79dcbcb","name_tracker":"sp","v_tracker":"js-3.23.0",
             "v_collector":"ssc-2.9.0-kafka","user_id":null,"user_ipaddress":"92.231.54.234",
             "domain_userid":"bc2e92ec6c204a14","domain_sessionidx":3,"network_userid":"ecdff4d0-9175-40ac-a8bb-325c49733607",
             "page_url":"https://shop.example/cart","event_vendor":"com.snowplowanalytics.snowplow.ecommerce",
             "event_name":"snowplow_ecommerce_action","event_format":"jsonschema","event_version":"1-0-0",
             "domain_sessionid":"2b15e5c8-d3b1-11e4-b9d6-1681e6b88ec1","dvce_sent_tstamp":"2026-01-15T11:59:02.000Z",
             "derived_tstamp":"2026-01-15T11:59:00.500Z",
             "unstruct_event_com_snowplowanalytics_snowplow_ecommerce_snowplow_ecommerce_action_1":{"type":"add_to_cart"},
             "contexts_com_snowplowanalytics_snowplow_web_page_1":[{"id":"b1c0a0a0-9175-40ac-a8bb-325c49733607"}],
             "contexts_com_snowplowanalytics_snowplow_ecommerce_cart_1":[{"total_value":20,"currency":"USD"}],
             "contexts_com_snowplowanalytics_snowplow_ecommerce_product_1":[
               {"id":"SKU-1","name":"Baseball T","currency":"USD","price":20,"quantity":2,"category":"Mens/Apparel"}]}
            """);

        click.Type.ShouldBe(EventType.AddToCart);
        click.UserId.ToString().ShouldBe("bc2e92ec6c204a14");
        click.SessionId.ToString().ShouldBe("2b15e5c8-d3b1-11e4-b9d6-1681e6b88ec1");
        click.EventTimeMs.ShouldBe(Decoder.ReceivedMs - 2_000);
        click.Items.ShouldBe([new ItemTouch("SKU-1", "Mens/Apparel", 20, 2)]);
    }

    [Theory]
    [InlineData("product_view", EventType.ViewItem)]
    [InlineData("list_click", EventType.SelectItem)]
    [InlineData("list_view", EventType.ViewItemList)]
    [InlineData("remove_from_cart", EventType.RemoveFromCart)]
    [InlineData("transaction", EventType.Purchase)]
    public void The_actions_of_snowplow_are_known(string action, EventType expected) => _decoder.Event($$"""
        {"event_name":"snowplow_ecommerce_action","event_id":"e","domain_userid":"d","dvce_created_tstamp":"2026-01-15 11:59:00.000",
         "unstruct_event_com_snowplowanalytics_snowplow_ecommerce_snowplow_ecommerce_action_1":{"type":"{{action}}" },
         "contexts_com_snowplowanalytics_snowplow_ecommerce_product_1":[{"id":"a"},{"id":"b"}]}
        """).Type.ShouldBe(expected);

    [Fact]
    public void An_enriched_event_that_lost_a_column_is_refused_with_what_to_send_instead()
    {
        var failure = _decoder.Read("shop\tweb\t" + new string('\t', 127) + "x").ShouldNotBeNull();

        failure.Type.ShouldBe(FailureType.Malformed);
        failure.Message.ShouldContain("130 columns");
        failure.Message.ShouldContain("analytics SDK");
    }

    [Fact]
    public void A_structured_cloud_event_may_carry_any_of_the_forms()
    {
        var click = _decoder.Event("""
            {"specversion":"1.0","type":"shop.analytics","source":"https://shop.example/web","id":"A234-1234-1234",
             "time":"2026-01-15T11:59:30Z","datacontenttype":"application/json","traceparent":"00-0af7-b7ad-01",
             "data":{"client_id":"c1","timestamp_micros":1768478340000000,"events":[{"name":"select_item",
             "params":{"item_list_id":"related","items":[{"item_id":"SKU_1","price":9.9}]}}]}}
            """);

        click.Type.ShouldBe(EventType.SelectItem);
        click.EventTimeMs.ShouldBe(Decoder.ReceivedMs - 30_000);
        click.HasEventId.ShouldBeTrue();
    }

    [Fact]
    public void The_data_of_a_cloud_event_must_be_json() => _decoder.Read("""
        {"specversion":"1.0","type":"shop.view_item","source":"/shop","id":"A1","time":"2026-01-15T11:59:30Z",
         "datacontenttype":"application/json","data_base64":"eyJ1c2VyX2lkIjoidSJ9"}
        """).ShouldNotBeNull().Field.ShouldBe("data_base64");

    [Theory]
    [InlineData("""[{"specversion":"1.0","id":"A1"}]""")]
    [InlineData("[]")]
    public void A_batch_as_an_array_is_refused_with_its_reason(string json) =>
        _decoder.Read(json).ShouldNotBeNull().Message.ShouldContain("a record is one event");

    [Theory]
    [InlineData(""" "events":7 """)]
    [InlineData(""" "batch":"b-17" """)]
    [InlineData(""" "params":[1,2] """)]
    [InlineData(""" "ecommerce":"yes" """)]
    [InlineData(""" "event_params":"none" """)]
    [InlineData(""" "event_params":[7,{"key":"ga_session_id"},{"value":{}},{"key":[],"value":{"a":1} }] """)]
    [InlineData(""" "originalTimestamp":{"a":[1]} """)]
    public void Names_of_other_forms_in_our_own_are_no_error(string field) => _decoder.Event(
        $$"""{"event_id":"e","event_type":"view_home","user_id":"u","timestamp":1768478399000,{{field}}}""");
}
