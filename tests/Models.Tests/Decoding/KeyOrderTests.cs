namespace StreamReco.Models.Tests.Decoding;

/// <summary>What an event says does not depend on the order in which its text says it.</summary>
public sealed class KeyOrderTests
{
    private const int Shuffles = 200;

    private readonly Reading _reading = new();

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_order_of_keys_changes_nothing(string form, string json)
    {
        var expected = _reading.Read(json);
        for (var seed = 0; seed < Shuffles; seed++)
        {
            var shuffled = KeyShuffle.Of(json, new Random(seed));
            _reading.Read(shuffled).ShouldBe(expected, $"{form}, seed {seed}: {shuffled}");
        }
    }

    public static TheoryData<string, string> Samples() => new()
    {
        {
            "ours, each field under all of its names and on several levels",
            """
            {"event_id":"e1","eventId":"e2","messageId":"e3","id":"e4","event_type":"add_to_cart","eventType":"view_item",
             "event_name":"purchase","event":"search","type":"view_home","user_id":"u1","userId":"u2","anonymous_id":"a1",
             "anonymousId":"a2","client_id":"c1","session_id":"s1","sessionId":"s2","timestamp":"2026-11-28T11:00:00Z",
             "time":"2026-11-28T10:00:00Z","sent_at":"2026-11-28T11:00:09Z","sentAt":"2026-11-28T11:00:30Z",
             "item_id":"i1","itemId":"i2","product_id":"i3","productId":"i4","sku":"i5","price":5,"quantity":2,
             "item_category":"c1","category":"c2","country":"DE","geo_country":"FR",
             "context":{"country":"NO","location":{"country":"SE"}},"geo":{"country":"IT"},
             "items":[{"item_id":"l1","price":1}],"products":[{"id":"l2"}],
             "data":{"event_id":"e5","event_type":"search","user_id":"u3","timestamp":"2026-11-28T09:00:00Z","item_id":"i6"},
             "properties":{"event_id":"e6","id":"i7","type":"home","user_id":"u4","time":12.5,"price":7,"items":[{"item_id":"l3"}]}}
            """
        },
        {
            "ours, empty values and words for none beside filled ones",
            """
            {"event_id":"","eventId":null,"messageId":"m1","event_type":"NULL","event":"view_item","user_id":"NA","userId":"(not set)",
             "anonymous_id":"undefined","anonymousId":"a1","session_id":"nan","sessionId":"s1","timestamp":"","time":1795860000,
             "item_id":"null","product_id":" P1 ","sku":"S1","price":"","quantity":null,"item_category":"(not set)","category":"c"}
            """
        },
        {
            "ours, odd values beside good ones",
            """
            {"event_id":{"a":1},"eventId":"e1","event_type":"view_item","user_id":false,"anonymous_id":"a1","session_id":[1],
             "sent_at":"later","timestamp":"2026-11-28T11:00:00Z","time":"yesterday","item_id":["i"],"product_id":"i1",
             "price":{"amount":1},"quantity":"2 pcs","items":[null,{"item_id":"l1","price":"19,99"},{"name":"no id"},"l2"]}
            """
        },
        {
            "GA4, Measurement Protocol",
            """
            {"client_id":"11.22","user_id":null,"timestamp_micros":"1795860000000000","events":[{"name":"purchase","params":
             {"session_id":"177","transaction_id":"T","items":[{"item_id":"P1","item_category":"c","price":10.5,"quantity":2}]}}]}
            """
        },
        {
            "GA4, BigQuery export",
            """
            {"event_name":"view_item","event_timestamp":"1795860003000001","user_id":"(not set)","user_pseudo_id":"11.22",
             "event_params":[{"key":"ga_session_id","value":{"string_value":null,"int_value":"177","float_value":null}},
              {"key":"session_id","value":{"string_value":"178"}}],"geo":{"country":"NA","region":"x"},
             "ecommerce":{"items":null},"items":[{"item_id":"SKU 1/2","item_name":"Ring","price":10.5,"quantity":null}]}
            """
        },
        {
            "Segment",
            """
            {"type":"track","event":"Product Viewed","messageId":"m-1","userId":null,"anonymousId":"a1","sentAt":"2026-11-28T11:00:02Z",
             "originalTimestamp":"2026-11-28T11:00:00Z","receivedAt":"2026-11-28T11:00:03Z","timestamp":"2026-11-28T11:00:01Z",
             "context":{"page":{"path":"/"},"location":{"country":"NO"}},
             "properties":{"id":"507f","product_id":"sku-1","sku":"45790-32","type":"home","userId":"seller-9","time":12.5,"price":"1,299.00"}}
            """
        },
        {
            "Segment, batch of one with fields around it",
            """
            {"messageId":"batch-1","userId":"writer","timestamp":"2026-11-28T08:00:00Z","batch":[{"type":"track",
             "event":"Order Completed","messageId":"m-1","userId":"u1","timestamp":"2026-11-28T11:00:01Z",
             "properties":{"id":"order-1","products":[{"id":"507f","sku":"S","price":19,"quantity":1}]}}]}
            """
        },
        {
            "Snowplow",
            """
            {"event_id":"c6ef","event":"unstruct","event_name":"snowplow_ecommerce_action","user_id":null,"domain_userid":null,
             "network_userid":"n1","domain_sessionid":"s1","collector_tstamp":"2026-11-28T11:00:02Z","derived_tstamp":"2026-11-28T11:00:01Z",
             "dvce_created_tstamp":"2026-11-28T11:00:00Z","dvce_sent_tstamp":"2026-11-28T11:00:00.500Z","geo_country":"DE",
             "unstruct_event_com_snowplowanalytics_snowplow_ecommerce_snowplow_ecommerce_action_1":{"type":"add_to_cart","name":"x"},
             "contexts_com_snowplowanalytics_snowplow_ecommerce_product_1":[{"id":"P1","price":10,"category":"a/b"},null]}
            """
        },
        {
            "CloudEvents around Segment",
            """
            {"specversion":"1.0","id":"1","source":"/web","type":"shop.analytics","time":"2026-11-28T11:00:00Z",
             "data":{"id":"order-7","type":"track","event":"Product Added","messageId":"m-1","userId":"u1",
              "timestamp":"2026-11-28T10:00:00Z","properties":{"id":"P1","type":"simple"}}}
            """
        },
        {
            "an event that is no click",
            """{"type":"page","messageId":"s2","userId":"u1","name":"Home","properties":{"path":"/","event":"view_item"},"timestamp":"x"}"""
        },
        {
            "an unknown event",
            """{"type":"track","messageId":"s5","event":"Fitting Room Entered","userId":"u1","properties":{"type":"home","product_id":"i1"}}"""
        },
    };
}
