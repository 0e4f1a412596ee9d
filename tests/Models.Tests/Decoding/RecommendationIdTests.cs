using System.Text;
using StreamReco.Models.Decoding;
using StreamReco.Models.Events;

namespace StreamReco.Models.Tests.Decoding;

/// <summary>Where an event says which recommendations it came from.</summary>
public sealed class RecommendationIdTests
{
    private static readonly long ReceivedMs = new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    [Theory]
    [InlineData(
        "own", """{"event_id":"e1","event_type":"select_item","user_id":"u","timestamp":"2026-11-28T11:59:00Z","item_id":"a","recommendation_id":"3-17-A"}""")]
    [InlineData(
        "GA4 parameter",
        """{"client_id":"c","timestamp_micros":"1795867140000000","events":[{"name":"select_item","params":{"recommendation_id":"3-17-A","items":[{"item_id":"a"}]}}]}""")]
    [InlineData(
        "GA4 of BigQuery",
        """{"event_name":"select_item","event_timestamp":1795867140000000,"user_pseudo_id":"c","event_params":[{"key":"recommendation_id","value":{"string_value":"3-17-A"}}],"items":[{"item_id":"a"}]}""")]
    [InlineData(
        "Segment",
        """{"type":"track","event":"Product Clicked","messageId":"m2","userId":"u","timestamp":"2026-11-28T11:59:00Z","properties":{"product_id":"a","recommendationId":"3-17-A"}}""")]
    [InlineData(
        "CloudEvents",
        """{"specversion":"1.0","id":"1","source":"shop","type":"select_item","time":"2026-11-28T11:59:00Z","data":{"user_id":"u","item_id":"a","recommendation_id":"3-17-A"}}""")]
    public void A_format_s_id_is_read(string format, string json)
    {
        var click = Read(json, out var failure, out _);

        failure.ShouldBeNull(format);
        click.RecommendationId.ToString().ShouldBe("3-17-A", format);
        click.Clear();
        click.RecommendationId.Length.ShouldBe(0);
    }

    [Fact]
    public void An_id_of_another_kind_is_left_out_and_named_while_the_event_counts()
    {
        var click = Read(
            """{"event_id":"e1","event_type":"view_item","user_id":"u","timestamp":"2026-11-28T11:59:00Z","item_id":"a","recommendation_id":{"id":1}}""",
            out var failure, out var leftOut);

        failure.ShouldBeNull();
        click.RecommendationId.Length.ShouldBe(0);
        leftOut.ShouldHaveSingleItem().ShouldBe("recommendation_id wrong_kind");
    }

    private static ClickEvent Read(string json, out ValidationFailure? failure, out string[] leftOut)
    {
        var (decoder, click) = (new EventDecoder(new EventLimits()), new ClickEvent());
        failure = decoder.Decode(Encoding.UTF8.GetBytes(json), null, ReceivedMs, click);
        leftOut = [.. decoder.LeftOut.ToArray().Select(left => $"{left.FieldName} {left.ReasonName}")];
        return click;
    }
}
