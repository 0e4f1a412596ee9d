using System.Text;
using StreamReco.Models.Decoding;
using StreamReco.Models.Events;

namespace StreamReco.Models.Tests.Decoding;

/// <summary>What each format says of a search: query, id, results, and positions that count from 1.</summary>
public sealed class SearchEventTests
{
    private static readonly long ReceivedMs = new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    [Theory]
    [InlineData(
        "own",
        """{"event_id":"e1","event_type":"search","user_id":"u","timestamp":"2026-11-28T11:59:00Z","search_id":"s1","query":"red lamp","results":12,"items":[{"item_id":"a","index":1},{"item_id":"b","index":2}]}""",
        "Search u [red lamp] s1 12 a@1 b@2")]
    [InlineData(
        "own, a list that has a 0",
        """{"event_id":"e1","event_type":"search","user_id":"u","timestamp":"2026-11-28T11:59:00Z","query":"lamp","items":[{"item_id":"a","index":0},{"item_id":"b","index":1}]}""",
        "Search u [lamp] - -1 a@1 b@2")]
    [InlineData(
        "own, second page",
        """{"event_id":"e1","event_type":"search","user_id":"u","timestamp":"2026-11-28T11:59:00Z","search_id":"s1","query":"lamp","items":[{"item_id":"a","index":21}]}""",
        "Search u [lamp] s1 -1 a@21")]
    [InlineData(
        "own, click",
        """{"event_id":"e2","event_type":"select_item","user_id":"u","timestamp":"2026-11-28T11:59:00Z","search_id":"s1","item_id":"a","position":3}""",
        "SelectItem u [] s1 -1 a@3")]
    [InlineData(
        "GA4 search",
        """{"client_id":"c","timestamp_micros":"1795867140000000","events":[{"name":"search","params":{"search_term":"red lamp"}}]}""",
        "Search c [red lamp] - -1 ")]
    [InlineData(
        "GA4 view_search_results of BigQuery",
        """{"event_name":"view_search_results","event_timestamp":1795867140000000,"user_pseudo_id":"c","event_params":[{"key":"search_term","value":{"string_value":"red lamp"}},{"key":"ga_session_id","value":{"int_value":7}}],"items":[{"item_id":"a","item_list_index":0}]}""",
        "Search c [red lamp] - -1 a@0")]
    [InlineData(
        "GA4 select_item",
        """{"client_id":"c","timestamp_micros":"1795867140000000","events":[{"name":"select_item","params":{"item_list_id":"search","items":[{"item_id":"a","index":4}]}}]}""",
        "SelectItem c [] - -1 a@4")]
    [InlineData(
        "Segment",
        """{"type":"track","event":"Products Searched","messageId":"m1","userId":"u","timestamp":"2026-11-28T11:59:00Z","properties":{"query":"red lamp","queryID":"q1"}}""",
        "Search u [red lamp] q1 -1 ")]
    [InlineData(
        "Segment click",
        """{"type":"track","event":"Product Clicked","messageId":"m2","userId":"u","timestamp":"2026-11-28T11:59:00Z","properties":{"product_id":"a","position":3,"queryID":"q1"}}""",
        "SelectItem u [] q1 -1 a@3")]
    [InlineData(
        "Segment, a query that is an object",
        """{"type":"track","event":"Products Searched","messageId":"m1","userId":"u","timestamp":"2026-11-28T11:59:00Z","properties":{"query":{"text":"red"}}}""",
        "Search u [] - -1 ")]
    [InlineData(
        "Snowplow",
        """{"event_id":"p1","event_name":"site_search","domain_userid":"d","derived_tstamp":"2026-11-28T11:59:00Z","unstruct_event_com_snowplowanalytics_snowplow_site_search_1":{"terms":["red","lamp"],"total_results":3}}""",
        "Search d [red lamp] - -1 ")]
    [InlineData(
        "UBI query",
        """{"application":"shop","query_id":"q1","client_id":"c","user_query":"red lamp","timestamp":"2026-11-28T11:59:00Z","query_response_hit_ids":["a","b"]}""",
        "Search c [red lamp] q1 -1 a@0 b@0")]
    [InlineData(
        "UBI click, whose positions begin at 0",
        """{"application":"shop","action_name":"click","query_id":"q1","client_id":"c","timestamp":"2026-11-28T11:59:00Z","event_attributes":{"object":{"object_id":"a"},"position":{"ordinal":0}}}""",
        "SelectItem c [] q1 -1 a@1")]
    [InlineData(
        "Algolia click, whose positions begin at 1",
        """{"eventType":"click","eventName":"clicked","index":"products","userToken":"u","queryID":"q1","objectIDs":["b","c"],"positions":[2,5],"timestamp":1795867140000}""",
        "SelectItem u [] q1 -1 b@2 c@5")]
    [InlineData(
        "Algolia purchase in a list of one",
        """{"events":[{"eventType":"conversion","eventSubtype":"purchase","eventName":"bought","index":"products","userToken":"u","queryID":"q1","objectIDs":["b"],"timestamp":1795867140000}]}""",
        "Purchase u [] q1 -1 b@0")]
    [InlineData(
        "Meilisearch click, whose positions begin at 0 and which says no time",
        """{"eventType":"click","eventName":"Search Result Clicked","indexUid":"products","userId":"u","queryUid":"q1","objectId":"7","objectName":"Lamp","position":0}""",
        "SelectItem u [] q1 -1 7@1")]
    [InlineData(
        "Meilisearch conversion by its name",
        """{"eventType":"conversion","eventName":"Add To Cart","indexUid":"products","userId":"u","queryUid":"q1","objectId":"7"}""",
        "AddToCart u [] q1 -1 7@0")]
    [InlineData(
        "Luigi's Box list, whose positions count over all pages",
        """{"type":"event","id":"e1","tracker_id":"t","client_id":"c","lists":{"Search Results":{"query":{"string":"red lamp","filters":{"_Guid":"g1"}},"items":[{"title":"A","type":"item","url":"a","position":11},{"title":"B","type":"item","url":"b","position":12}]}}}""",
        "Search c [red lamp] g1 -1 a@11 b@12")]
    [InlineData(
        "Luigi's Box click, which names no list",
        """{"type":"click","id":"e2","tracker_id":"t","client_id":"c","customer_id":"u","action":{"type":"click","resource_identifier":"b"}}""",
        "SelectItem u [] - -1 b@0")]
    public void A_format_s_fields_are_read(string format, string json, string expected) => Read(json).ShouldBe(expected, format);

    [Theory]
    [InlineData("""{"action_name":"brand_filter","query_id":"q1","client_id":"c","timestamp":"2026-11-28T11:59:00Z"}""")]
    [InlineData("""{"action_name":"click","query_id":"q1","client_id":"c","timestamp":"2026-11-28T11:59:00Z"}""")]
    [InlineData("""{"eventType":"conversion","eventName":"x","userToken":"u","objectIDs":["a"],"timestamp":1795867140000}""")]
    [InlineData("""{"eventType":"conversion","eventName":"Newsletter","indexUid":"products","userId":"u","objectId":"7"}""")]
    [InlineData("""{"type":"event","id":"e3","tracker_id":"t","client_id":"c","lists":{"Autocomplete":{"query":{"string":"re"},"items":[]}}}""")]
    public void Actions_of_search_back_ends_that_are_no_clicks_are_passed_over(string json)
    {
        var click = new ClickEvent();

        new EventDecoder(new EventLimits()).Decode(Encoding.UTF8.GetBytes(json), null, ReceivedMs, click)
            .ShouldNotBeNull().IsPassedOver.ShouldBeTrue();
    }

    [Fact]
    public void The_setting_says_what_a_format_counts_from()
    {
        var limits = new EventLimits { Positions = PositionBases.Parse("ga4=0, ubi=1") };

        Read(
            """{"client_id":"c","timestamp_micros":"1795867140000000","events":[{"name":"select_item","params":{"items":[{"item_id":"a","index":4}]}}]}""",
            limits).ShouldEndWith("a@5");
        Read(
            """{"action_name":"click","query_id":"q1","client_id":"c","timestamp":"2026-11-28T11:59:00Z","event_attributes":{"object":{"object_id":"a"},"position":{"ordinal":3}}}""",
            limits).ShouldEndWith("a@3");
        PositionBases.Fault("ga4=0, ubi=1").ShouldBeNull();
        PositionBases.Fault("ga5=0").ShouldNotBeNull().ShouldContain("Search:PositionBase is 'ga5=0'");
        PositionBases.Fault("ga4=2").ShouldNotBeNull();
    }

    [Fact]
    public void What_an_event_says_of_a_search_is_forgotten_with_it()
    {
        var (decoder, click) = (new EventDecoder(new EventLimits()), new ClickEvent());
        decoder.Decode(
            """{"event_id":"e1","event_type":"search","user_id":"u","timestamp":"2026-11-28T11:59:00Z","search_id":"s1","query":"lamp","results":1}"""u8,
            null, ReceivedMs, click);
        decoder.Decode(
            """{"event_id":"e2","event_type":"view_home","user_id":"u","timestamp":"2026-11-28T11:59:00Z"}"""u8, null, ReceivedMs, click);

        (click.Query.Length, click.SearchId.Length, click.Results).ShouldBe((0, 0, -1));
    }

    private static string Read(string json, EventLimits? limits = null)
    {
        var click = new ClickEvent();
        var failure = new EventDecoder(limits ?? new EventLimits()).Decode(Encoding.UTF8.GetBytes(json), null, ReceivedMs, click)
            ?? new EventRules().Check(click, ReceivedMs);
        failure.ShouldBeNull(failure?.Message);
        return $"{click.Type} {click.UserId} [{click.Query}] {(click.SearchId.IsEmpty ? "-" : click.SearchId)} {click.Results} "
            + string.Join(' ', click.Items.Select(item => $"{item.ItemId}@{item.Position}"));
    }
}
