using StreamReco.Models.Events;

namespace StreamReco.Models.Tests.Decoding;

/// <summary>What is not for us is counted by itself; what nobody knows stays rejected.</summary>
public sealed class PassedOverTests
{
    private readonly Reading _reading = new();

    [Theory]
    [InlineData("""{"event_name":"page_view","event_timestamp":"1795860000000001","user_id":null,"user_pseudo_id":"11.22","items":[]}""")]
    [InlineData("""{"event_name":"session_start","event_timestamp":"1795860000000001","user_pseudo_id":"11.22","items":[]}""")]
    [InlineData("""{"event_name":"scroll","event_timestamp":"1795860001000001","user_pseudo_id":"11.22","items":[]}""")]
    [InlineData("""{"event_name":"user_engagement","event_timestamp":"1795860002000001","user_pseudo_id":"11.22","items":[]}""")]
    [InlineData("""{"event_name":"begin_checkout","event_timestamp":"1795860004000001","user_pseudo_id":"11.22","items":[{"item_id":"S"}]}""")]
    [InlineData("""{"event_name":"view_cart","event_timestamp":"1795860005000001","user_pseudo_id":"11.22","items":[{"item_id":"S"}]}""")]
    [InlineData("""{"event_name":"view_promotion","event_timestamp":"1795860006000001","user_pseudo_id":"1","items":[{"item_id":"(not set)"}]}""")]
    [InlineData("""{"event_name":"click","event_timestamp":"1795860006000001","user_pseudo_id":"1","items":[]}""")]
    [InlineData("""{"client_id":"c","events":[{"name":"add_shipping_info","params":{} }]}""")]
    [InlineData("""{"type":"identify","messageId":"s1","userId":"u1","traits":{"plan":"free"},"timestamp":"2026-11-28T10:00:00Z"}""")]
    [InlineData("""{"type":"page","messageId":"s2","userId":"u1","name":"Home","properties":{"path":"/"},"timestamp":"2026-11-28T10:00:00Z"}""")]
    [InlineData("""{"type":"track","messageId":"s3","event":"Checkout Started","userId":"u1","properties":{"products":[{"product_id":"i1"}]}}""")]
    [InlineData("""{"type":"track","messageId":"s4","event":"Cart Viewed","userId":"u1","properties":{"products":[{"product_id":"i1"}]}}""")]
    [InlineData("""{"type":"track","messageId":"s5","event":"Product Added to Wishlist","userId":"u1","properties":{"product_id":"i1"}}""")]
    [InlineData("""{"event_id":"c6","event":"page_view","event_name":"page_view","domain_userid":"d1"}""")]
    [InlineData("""{"event_id":"c6","event":"page_ping","domain_userid":"d1"}""")]
    [InlineData("""{"event_id":"c6","event":"unstruct","event_name":"link_click"}""")]
    [InlineData("""{"event":"unstruct","event_name":"snowplow_ecommerce_action","unstruct_event_com_snowplowanalytics_snowplow_ecommerce_snowplow_ecommerce_action_1":{"type":"checkout_step"} }""")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/w","type":"com.shop.page_view.v1","data_base64":"eyJ9"}""")]
    public void Known_events_that_are_no_clicks_are_passed_over_whatever_else_is_wrong_with_them(string json) =>
        _reading.Read(json).Short.ShouldBe("passed over");

    [Fact]
    public void A_click_of_a_click_file_is_a_view_and_no_link_that_leads_away() => _reading
        .Read("""{"event_id":"e","event_type":"click","user_id":"u","item_id":"i","timestamp":1795860000}""").Short.ShouldBe("ViewItem:i");

    [Theory]
    [InlineData("""{"type":"track","event":"Fitting Room Entered","messageId":"m","userId":"u"}""", "'Fitting Room Entered'")]
    [InlineData("""{"specversion":"1.0","type":"shop.analytics","id":"1","data":{"event_type":"teleport","user_id":"u"} }""", "'teleport'")]
    [InlineData("""{"events":[{"name":"teleport","params":{} }],"client_id":"c"}""", "'teleport'")]
    [InlineData("""{"event":"unstruct","event_name":"snowplow_ecommerce_action","user_id":"u","unstruct_event_com_snowplowanalytics_snowplow_ecommerce_snowplow_ecommerce_action_1":{"type":"juggle"} }""", "'juggle'")]
    [InlineData("""{"type":"track","messageId":"m","userId":"u"}""", "'track'")]
    public void An_unknown_event_is_rejected_by_its_own_name_and_not_that_of_its_wrapping(string json, string name)
    {
        var read = _reading.Read(json);

        (read.Short, read.Failure!.Message.Contains(name, StringComparison.Ordinal)).ShouldBe(("rejected event_type", true), read.Failure.Message);
        read.Failure.Message.ShouldContain("Validation:PassOver");
    }

    [Theory]
    [InlineData("Fitting Room Entered, view_item_list", "fitting_room_entered", "passed over")]
    [InlineData("Fitting Room Entered, view_item_list", "view_item_list", "passed over")]
    [InlineData("com.shop.heartbeat", "com.shop.heartbeat", "passed over")]
    [InlineData("heartbeat", "com.shop.heartbeat.v2", "passed over")]
    [InlineData("heartbeat", "view_home", "ViewHome:")]
    public void The_shop_s_own_list_counts_first(string list, string type, string expected) => new Reading(list)
        .Read($$"""{"event_id":"e","event_type":"{{type}}","user_id":"u","timestamp":1795860000}""").Short.ShouldBe(expected);

    [Fact]
    public void No_name_that_is_passed_over_is_that_of_a_click() => PassedOverEvents.Known
        .Where(name => EventTypes.TryParse(name, out _)).ShouldBeEmpty();
}
