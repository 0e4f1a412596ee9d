using StreamReco.Models.Data;
using StreamReco.Models.Events;

namespace StreamReco.Models.Tests.Data;

/// <summary>Files of events and plain logs as training reads them.</summary>
public sealed class EventFileTests : IDisposable
{
    private readonly TemporaryFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Every_tracker_s_form_gives_the_clicks_that_the_stream_would_apply() => Read("""
        {"messageId":"m-1","type":"track","event":"Product Viewed","userId":"u0","anonymousId":"a0","properties":{"product_id":"sku-0","price":"1,299.00"},"timestamp":"2026-11-21T10:00:00Z"}
        {"messageId":"m-2","type":"track","event":"Product Viewed","userId":null,"anonymousId":"a1","properties":{"product_id":"sku-1"},"timestamp":"2026-11-21T10:00:01Z"}
        {"specversion":"1.0","id":"1","type":"com.shop.view_item","source":"/w","time":"2026-11-21T10:00:02Z","data":{"user_id":"u2","item_id":"p0"}}
        {"specversion":"1.0","id":"1","type":"com.shop.view_item","source":"/x","time":"2026-11-21T10:00:03Z","data":{"user_id":"u2","item_id":"p1"}}
        {"client_id":"0.1","timestamp_micros":1795255204000000,"events":[{"name":"view_item","params":{"session_id":"s0","items":[{"item_id":"p2"}]}}]}
        {"event_id":"e0-0","event":"unstruct","event_name":"snowplow_ecommerce_action","dvce_created_tstamp":"2026-11-21T10:00:05Z","dvce_sent_tstamp":"2026-11-21T10:00:05Z","user_id":null,"domain_userid":"d0","domain_sessionid":"ds0","unstruct_event_com_snowplowanalytics_snowplow_ecommerce_snowplow_ecommerce_action_1":{"type":"product_view"},"contexts_com_snowplowanalytics_snowplow_ecommerce_product_1":[{"id":"p3","price":10}]}
        """).Clicks.Select(c => (c.UserId, c.ItemId, c.TimeMs - 1_795_255_200_000)).ShouldBe(
        [("u0", "sku-0", 0), ("a1", "sku-1", 1_000), ("u2", "p0", 2_000), ("u2", "p1", 3_000), ("0.1", "p2", 4_000), ("d0", "p3", 5_000)]);

    [Fact]
    public void A_decimal_comma_is_no_thousands_mark()
    {
        var data = Read("""
            {"user_id":"u","item_id":"i0","price":"19,99","timestamp":1795700000000,"event_type":"view_item"}
            {"user_id":"u","item_id":"i1","price":"1,299","timestamp":1795700001000,"event_type":"view_item","title":"Ring","brand":"b","category":"c"}
            """);

        data.Clicks.Count.ShouldBe(2);
        data.Catalog.Select(item => (item.ItemId, item.Price, item.Name, item.Brand, item.Category))
            .ShouldBe([("i0", 19.99, "i0", null, null), ("i1", double.NaN, "Ring", "b", "c")]);
    }

    [Fact]
    public void A_plain_log_needs_neither_ids_of_events_nor_types_and_may_use_the_usual_names_of_columns() => Read("""
        {"visitorid":"v","productId":"a","ts":1795700000}
        {"User ID":"v","sku":"b","date":"2026-11-26 13:33:21 UTC","action":"buy"}
        {"client_id":"c","item":"b","time":"1795700002.5"}
        {"session":"s","properties":{"item_id":"d"},"timestamp":1795700003000000}
        """).Clicks.Select(c => (c.UserId, c.ItemId, c.Type, c.TimeMs - 1_795_700_000_000)).ShouldBe(
        [
            ("v", "a", EventType.ViewItem, 0), ("v", "b", EventType.Purchase, 1_000), ("c", "b", EventType.ViewItem, 2_500),
            ("s", "d", EventType.ViewItem, 3_000),
        ]);

    [Fact]
    public void What_the_stream_would_not_apply_is_skipped_by_its_reason() => Read("""
        {"event_id":"1","event_type":"view_item","user_id":"u","item_id":"i","timestamp":1795700000}
        {"event_id":"1","event_type":"view_item","user_id":"u","item_id":"i","timestamp":1795700000}
        {"event_name":"page_view","event_timestamp":1795700000000000,"user_pseudo_id":"p"}
        {"type":"track","event":"Fitting Room Entered","userId":"u"}
        {"event_type":"view_item","user_id":"NA","anonymous_id":"(not set)","item_id":"i","timestamp":1795700000}
        {"event_type":"view_item","user_id":"u","item_id":"null","timestamp":1795700000}
        {"event_type":"view_item","user_id":"u","item_id":"i","timestamp":0}
        """).Skipped.ShouldBe(
        new Dictionary<string, long>
        {
            ["duplicate: an event of this id and user was read before"] = 1,
            ["passed over: page_view"] = 1,
            ["event_type 'Fitting Room Entered' is not one that this pipeline knows; Validation:PassOver names events that are no clicks."] = 1,
            ["no user and no session"] = 1,
            ["no item"] = 1,
            ["time before Validation:EarliestEventTime"] = 1,
        },
        ignoreOrder: true);

    [Fact]
    public void Names_of_columns_go_over_what_the_decoder_read()
    {
        var data = ClickFileReader.Read(
            _files.Write("e.ndjson", """
                {"event_id":"1","verb":"buy","type":"gadget","who":{"id":"u1"},"userId":"seller","at":"2026-11-26 13:33:20","items":[{"product":{"ref":"a","cost":"9,50"}},{"product":{"ref":"b"}}]}
                {"event_id":"2","verb":"view","who":{"id":"u2"},"at":1795700001,"product":{"ref":"c","cost":3}}
                {"event_id":"3","verb":"sing","who":{"id":"u2"},"at":1795700001,"product":{"ref":"c"}}
                """),
            ClickFileFormat.Ndjson,
            ColumnMap.Parse("user=who.id,item=product.ref,event=verb,time=at,price=product.cost"));

        data.Clicks.Select(c => (c.UserId, c.ItemId, c.Type, c.TimeMs - 1_795_700_000_000)).ShouldBe(
            [("u1", "a", EventType.Purchase, 0), ("u1", "b", EventType.Purchase, 0), ("u2", "c", EventType.ViewItem, 1_000)]);
        data.Catalog.Select(item => (item.ItemId, item.Price)).ShouldBe([("a", 9.5), ("c", 3)]);
        data.Skipped.Keys.Single().ShouldBe("unknown event 'sing'");
    }

    private ClickDataset Read(string json) => ClickFileReader.Read(_files.Write("e.ndjson", json), ClickFileFormat.Ndjson);
}
