using System.Text;
using StreamReco.Models.Decoding;
using StreamReco.Models.Events;

namespace StreamReco.Models.Tests.Decoding;

/// <summary>What events of the known forms say of their visitor's consent.</summary>
public sealed class ConsentReaderTests
{
    private const string View = "\"event_id\":\"e1\",\"event_type\":\"view_item\",\"user_id\":\"u1\",\"item_id\":\"i1\",\"timestamp\":1768478400000";

    private readonly EventDecoder _decoder = new(new EventLimits(65_536, 200, 256));
    private readonly ClickEvent _click = new();

    [Theory]
    [InlineData("""{"personalise":true,"train":false}""", "G D -")]
    [InlineData("""{"personalize":"granted","training":"denied","analyze":"GRANTED"}""", "G D G")]
    [InlineData("""{"personalization":"no","analytics":"yes"}""", "D G G")] // who names analytics means training too
    [InlineData("""{"train":true,"analytics":false}""", "- G D")] // unless they name training
    [InlineData("""{"ad_user_data":"GRANTED","ad_personalization":"DENIED"}""", "D - -")] // GA4's Measurement Protocol
    [InlineData("""{"analytics_storage":"denied","personalization_storage":"granted"}""", "G D D")] // consent mode
    [InlineData("\"denied\"", "D D D")]
    [InlineData("true", "G G G")]
    [InlineData("""{"personalise":true,"functional":false}""", "D - -")] // what contradicts itself is a denial
    [InlineData("""{"personalise":"maybe","train":7,"analyse":null,"else":true}""", "- - -")]
    [InlineData("{}", "- - -")]
    [InlineData("[]", "- - -")]
    [InlineData("null", "- - -")]
    public void Our_own_field_and_GA4_s(string consent, string expected) =>
        Said($$"""{{{View}},"consent":{{consent}}}""").ShouldBe(expected);

    [Fact]
    public void The_export_of_BigQuery() => Said(
        """
        {"event_name":"view_item","event_timestamp":1768478400000000,"user_pseudo_id":"u1","items":[{"item_id":"i1"}],
         "privacy_info":{"analytics_storage":"No","ads_storage":"Yes","uses_transient_token":"No"}}
        """).ShouldBe("- D D");

    [Fact]
    public void Segment_s_categories_beside_a_place() => Said(
        """
        {"type":"track","event":"Product Viewed","messageId":"m1","userId":"u1","timestamp":"2026-01-15T12:00:00Z","properties":{"product_id":"i1"},
         "context":{"location":{"country":"SE"},"consent":{"categoryPreferences":{"Advertising":true,"Analytics":false,"Functional":true}}}}
        """).ShouldBe("G D D");

    [Theory]
    [InlineData("""{"eventType":"deny_all","consentScopes":["necessary"]}""", "D D D")]
    [InlineData("""{"eventType":"allow_all"}""", "G G G")]
    [InlineData("""{"consentScopes":["necessary","statistics"],"eventType":"allow_selected"}""", "D G G")]
    [InlineData("""{"eventType":"allow_selected","consentScopes":["preferences"]}""", "G D D")]
    [InlineData("""{"eventType":"withdrawn"}""", "D D D")]
    [InlineData("""{"eventType":"pending"}""", "- - -")]
    public void Snowplow_s_consent_events_are_passed_over_and_what_they_say_is_read_with_person_and_time(string consent, string expected)
    {
        var failure = Decode(
            $$"""
            {"event_id":"e1","event":"unstruct","event_name":"consent_preferences","domain_userid":"u1","collector_tstamp":"2026-01-15T12:00:00Z",
             "unstruct_event_com_snowplowanalytics_snowplow_consent_preferences_1":{{consent}}}
            """);

        failure.ShouldNotBeNull().IsPassedOver.ShouldBeTrue();
        Words().ShouldBe(expected);
        _click.UserId.ToString().ShouldBe("u1");
        if (expected != "- - -")
        {
            _click.EventTimeMs.ShouldBe(1_768_478_400_000);
        }
    }

    [Fact]
    public void An_event_that_says_nothing_of_consent_and_one_after_it_say_nothing()
    {
        Said($$"""{{{View}},"consent":false}""").ShouldBe("D D D");
        Said($$"""{{{View}}}""").ShouldBe("- - -");
    }

    [Fact]
    public void Of_an_event_that_is_refused_the_person_stays_and_of_a_statement_all_of_it()
    {
        Decode($$"""{{{View}}}""");
        _click.Refuse();
        (_click.RefusedUserId.ToString(), _click.UserId.Length, _click.Items.Count).ShouldBe(("u1", 0, 0));

        Decode($$"""{{{View}},"consent":{"train":false} }""");
        _click.Refuse();
        (_click.RefusedUserId.ToString(), _click.UserId.ToString(), _click.EventTimeMs, Words()).ShouldBe(("u1", "u1", 1_768_478_400_000, "- D -"));
        _click.Clear();
        (_click.RefusedUserId.Length, _click.Consent.IsEmpty).ShouldBe((0, true));
    }

    private string Said(string json)
    {
        Decode(json).ShouldBeNull();
        return Words();
    }

    private ValidationFailure? Decode(string json) => _decoder.Decode(Encoding.UTF8.GetBytes(json), null, 1_768_478_400_000, _click);

    private string Words() => string.Join(' ', Enum.GetValues<ConsentPurpose>().Select(purpose => _click.Consent.Of(purpose) switch
    {
        ConsentChoice.Granted => 'G',
        ConsentChoice.Denied => 'D',
        _ => '-',
    }));
}
