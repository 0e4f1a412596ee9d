using StreamReco.Models.Decoding;

namespace StreamReco.Models.Tests.Decoding;

/// <summary>A form that is not read is called by its name, with what to do.</summary>
public sealed class ForeignFormTests
{
    private readonly Reading _reading = new();

    [Theory]
    [InlineData(
        """{"schema":{"type":"struct"},"payload":{"event_id":"k1","event_type":"view_item","user_id":"u1","item_id":"i1"}}""",
        "Kafka Connect", "schemas.enable=false")]
    [InlineData(
        """{"eventType":"detail-page-view","visitorId":"v1","eventTime":"2026-11-28T10:00:00.123456789Z","productDetails":[{"product":{"id":"i1"},"quantity":1}]}""",
        "Google Retail", "visitorId as anonymous_id")]
    [InlineData(
        """{"eventName":"Product Clicked","index":"products","objectIDs":["i1"],"timestamp":1795860000000}""",
        "Algolia Insights", "userToken or eventType")]
    [InlineData(
        """{"specversion":"1.0","id":"ce-3","type":"com.shop.view_item","source":"/web","time":"2026-11-28T10:00:02Z","data":"{\"user_id\":\"u1\",\"item_id\":\"i1\"}"}""",
        "data is a text", "JSON object")]
    [InlineData(
        """ "{\"event_id\":\"k2\",\"event_type\":\"view_item\",\"user_id\":\"u1\",\"item_id\":\"i1\"}" """,
        "serialized twice", "the object itself")]
    [InlineData(
        """{"eventType":"click","itemId":"i1","sentAt":1795860000,"userId":"u1","sessionId":"s1","eventId":"e1"}""",
        "timestamp is missing", "sent_at alone")]
    public void It_is_named_with_what_to_do(string json, string name, string advice)
    {
        var failure = _reading.Read(json).Failure.ShouldNotBeNull();

        failure.IsPassedOver.ShouldBeFalse();
        failure.Message.ShouldContain(name);
        failure.Message.ShouldContain(advice);
    }

    [Fact]
    public void The_framing_of_a_schema_registry_is_named_with_its_schema()
    {
        byte[] framed = [0, 0, 0, 0, 7, .. """{"event_id":"b1","event_type":"view_item"}"""u8];

        var failure = _reading.Read(framed).Failure.ShouldNotBeNull();

        failure.Type.ShouldBe(FailureType.Malformed);
        failure.Message.ShouldContain("Schema Registry");
        failure.Message.ShouldContain("schema 7");
    }
}
