using StreamReco.Models.Events;

namespace StreamReco.Stages.Tests.Decoding;

/// <summary>Where a visitor is: a hint that no form needs and no fault in it spoils an event.</summary>
public sealed class CountryTests
{
    [Theory]
    [InlineData("""{"context":{"page":{"country":"XX"},"country":" de ","app":[1,{"a":2}]}""", "DE")]
    [InlineData("""{"country":"Norway" """, "NORWAY")]
    [InlineData("""{"context":{"location":{"city":"Oslo","country":"NO"},"library":{"name":"js"}}""", "NO")]
    [InlineData("""{"geo":{"country":"France","region":"Paris"}""", "FRANCE")]
    [InlineData("""{"geo_country":"SE" """, "SE")]
    [InlineData("""{"user_location":{"city":"x","country_id":"US"}""", "US")]
    [InlineData("""{"country":"DE","context":{"country":""}""", "DE")]
    [InlineData("""{"country":49""", null)]
    [InlineData("""{"country":{"name":"DE"}""", null)]
    [InlineData("""{"context":"DE" """, null)]
    [InlineData("""{"context":{"location":[{"country":"DE"}]}""", null)]
    [InlineData("""{"country":"an unlikely name of a country that goes on for longer than any name can be" """, null)]
    public void It_is_read_where_the_forms_name_it(string start, string? country)
    {
        var click = new Decoder().Event(
            start + ""","event_id":"e","event_type":"view_item","user_id":"u","item_id":"i","timestamp":1768478400000}""");
        (click.Country, click.Type, click.Items.Count).ShouldBe((country, EventType.ViewItem, 1));
    }

    [Fact]
    public void The_next_event_does_not_inherit_it()
    {
        var decoder = new Decoder();
        decoder.Event("""{"country":"DE","event_id":"e","event_type":"view_home","user_id":"u","timestamp":1768478400000}""").Country.ShouldBe("DE");
        decoder.Event("""{"event_id":"f","event_type":"view_home","user_id":"u","timestamp":1768478400000}""").Country.ShouldBeNull();
    }
}
