using System.Text;
using StreamReco.Models.Decoding;
using StreamReco.Models.Events;

namespace StreamReco.Models.Tests.Decoding;

/// <summary>Where an event names an anonymous id beside the user's.</summary>
public sealed class AnonymousIdTests
{
    private static readonly long ReceivedMs = new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    [Theory]
    [InlineData(
        "own", """{"event_id":"e1","event_type":"view_item","user_id":"u","anonymous_id":"a","timestamp":"2026-11-28T11:59:00Z","item_id":"i"}""")]
    [InlineData(
        "GA4", """{"client_id":"a","user_id":"u","timestamp_micros":"1795867140000000","events":[{"name":"view_item","params":{"items":[{"item_id":"i"}]}}]}""")]
    [InlineData(
        "GA4 of BigQuery", """{"event_name":"view_item","event_timestamp":1795867140000000,"user_pseudo_id":"a","user_id":"u","items":[{"item_id":"i"}]}""")]
    [InlineData(
        "Segment",
        """{"type":"track","event":"Product Viewed","messageId":"m","userId":"u","anonymousId":"a","timestamp":"2026-11-28T11:59:00Z","properties":{"product_id":"i"}}""")]
    [InlineData(
        "Snowplow",
        """{"event_name":"product_view","event_id":"e","user_id":"u","domain_userid":"a","network_userid":"n","derived_tstamp":"2026-11-28 11:59:00.000","item_id":"i","event":"view_item"}""")]
    [InlineData("Segment's identify", """{"type":"identify","messageId":"m","userId":"u","anonymousId":"a","timestamp":"2026-11-28T11:59:00Z"}""")]
    [InlineData("Segment's alias", """{"type":"alias","messageId":"m","userId":"u","previousId":"a","timestamp":"2026-11-28T11:59:00Z"}""")]
    public void A_format_s_two_ids_are_read(string format, string json)
    {
        var click = Read(json);

        (click.UserId.ToString(), click.AnonymousId.ToString(), click.AnonymousKey.ToString()).ShouldBe(("u", "a", "a"), format);
        click.Clear();
        click.AnonymousId.Length.ShouldBe(0);
    }

    [Theory]
    [InlineData("no user", """{"event_id":"e1","event_type":"view_item","anonymous_id":"a","timestamp":"2026-11-28T11:59:00Z","item_id":"i"}""", "a")]
    [InlineData("the same", """{"event_id":"e1","event_type":"view_item","user_id":"a","anonymous_id":"a","timestamp":"2026-11-28T11:59:00Z","item_id":"i"}""", "a")]
    [InlineData("a word for none", """{"event_id":"e1","event_type":"view_item","user_id":"u","anonymous_id":"null","timestamp":"2026-11-28T11:59:00Z","item_id":"i"}""", "u")]
    [InlineData("a program", """{"event_id":"e1","event_type":"view_item","user_id":"u","client_id":"shop-backend","timestamp":"2026-11-28T11:59:00Z","item_id":"i"}""", "u")]
    public void Where_there_are_no_two_people_s_ids_there_is_none(string what, string json, string user)
    {
        var click = Read(json);

        (click.UserId.ToString(), click.AnonymousId.ToString()).ShouldBe((user, ""), what);
    }

    [Fact]
    public void An_event_that_was_refused_names_nobody_and_one_that_was_passed_over_keeps_both_ids()
    {
        var click = Read("""{"type":"identify","messageId":"m","userId":"u","anonymousId":"a","timestamp":"2026-11-28T11:59:00Z"}""");
        click.HideAnonymousId("p");
        click.Refuse(keepsLink: true);

        (click.UserId.ToString(), click.AnonymousId.ToString(), click.AnonymousKey.ToString()).ShouldBe(("u", "p", "a"));

        click.Refuse();

        (click.UserId.Length, click.AnonymousId.Length, click.RefusedUserId.ToString()).ShouldBe((0, 0, "u"));
    }

    private static ClickEvent Read(string json)
    {
        var click = new ClickEvent();
        new EventDecoder(new EventLimits()).Decode(Encoding.UTF8.GetBytes(json), null, ReceivedMs, click);
        return click;
    }
}
