using System.Text;
using StreamReco.Models.Decoding;

namespace StreamReco.Models.Tests.Decoding;

/// <summary>Rows of Snowplow's enriched events are read as the JSON that its analytics SDK makes of them.</summary>
public sealed class SnowplowRowTests
{
    private const string Action =
        """{"schema":"iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0","data":{"schema":"iglu:com.snowplowanalytics.snowplow.ecommerce/snowplow_ecommerce_action/jsonschema/1-0-2","data":{"type":"add_to_cart"}}}""";

    private readonly Reading _reading = new();

    [Fact]
    public void A_row_is_the_event_that_the_json_of_the_sdk_is()
    {
        var row = _reading.Read(Row(
            ("event", "unstruct"), ("event_name", "snowplow_ecommerce_action"), ("event_id", "c6ef3124"), ("domain_userid", "d1"),
            ("domain_sessionid", "s1"), ("geo_country", "DE"), ("collector_tstamp", "2026-11-28 10:00:01.000"),
            ("dvce_created_tstamp", "2026-11-28 10:00:00.000"), ("dvce_sent_tstamp", "2026-11-28 10:00:00.500"),
            ("unstruct_event", Action), ("contexts", Entities("product", """{"id":"P1","price":10,"category":"a/b"}""", """{"id":"P2"}"""))));
        var json = _reading.Read(
            """
            {"event":"unstruct","event_name":"snowplow_ecommerce_action","event_id":"c6ef3124","domain_userid":"d1",
             "domain_sessionid":"s1","geo_country":"DE","collector_tstamp":"2026-11-28T10:00:01.000Z",
             "dvce_created_tstamp":"2026-11-28T10:00:00.000Z","dvce_sent_tstamp":"2026-11-28T10:00:00.500Z",
             "unstruct_event_com_snowplowanalytics_snowplow_ecommerce_snowplow_ecommerce_action_1":{"type":"add_to_cart"},
             "contexts_com_snowplowanalytics_snowplow_ecommerce_product_1":[{"id":"P1","price":10,"category":"a/b"},{"id":"P2"}]}
            """);

        row.Failure.ShouldBeNull();
        (row.What, row.ItemText, row.Id).ShouldBe((json.What, json.ItemText, json.Id));
        row.ItemText.ShouldContain("P2");
    }

    [Fact]
    public void A_page_view_is_passed_over_and_a_row_with_a_line_end_is_read() =>
        _reading.Read([.. Row(("event", "page_view"), ("event_name", "page_view"), ("event_id", "e"), ("domain_userid", "d1"),
            ("collector_tstamp", "2026-11-28 10:00:01.000")), .. "\r\n"u8]).Failure.ShouldNotBeNull().IsPassedOver.ShouldBeTrue();

    [Theory]
    [InlineData("contexts", "{", "column 53 (contexts) is not JSON")]
    [InlineData("contexts", """{"schema":"iglu:a/contexts/jsonschema/1-0-0","data":{}}""", "column 53 (contexts) is no self-describing JSON")]
    [InlineData("unstruct_event", "[]", "column 59 (unstruct_event) is no self-describing JSON")]
    [InlineData("unstruct_event", """{"data":{"schema":"com.acme.thing","data":{}}}""", "column 59 (unstruct_event) is no self-describing JSON")]
    [InlineData("derived_contexts", """{"data":[1]}""", "column 123 (derived_contexts) is no self-describing JSON")]
    public void A_column_that_cannot_be_read_is_named(string column, string text, string message)
    {
        var failure = _reading.Read(Row(("event_id", "e"), (column, text))).Failure.ShouldNotBeNull();

        failure.Type.ShouldBe(FailureType.Malformed);
        failure.Message.ShouldContain(message);
    }

    [Fact]
    public void A_text_that_is_not_utf8_is_named()
    {
        var row = Row(("event_id", "e"), ("page_title", "?"));
        row[Array.IndexOf(row, (byte)'?')] = 0xC3;

        _reading.Read(row).Failure.ShouldNotBeNull().Message.ShouldContain("(page_title) is not UTF-8");
    }

    [Fact]
    public void A_row_that_lost_columns_is_named_with_what_it_should_have()
    {
        var row = Encoding.UTF8.GetString(Row(("event_id", "e")))[..^10];

        var failure = _reading.Read(row).Failure.ShouldNotBeNull();

        failure.Message.ShouldContain("121 columns");
        failure.Message.ShouldContain("have 131");
    }

    private static string Entities(string name, params string[] data) =>
        $$"""{"schema":"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-0","data":[{{string.Join(',', data.Select(one =>
            $$"""{"schema":"iglu:com.snowplowanalytics.snowplow.ecommerce/{{name}}/jsonschema/1-0-0","data":{{one}}}"""))}}]}""";

    private static byte[] Row(params (string Column, string Text)[] cells)
    {
        var row = new string[SnowplowColumns.Count];
        Array.Fill(row, "");
        foreach (var (column, text) in cells)
        {
            row[Enumerable.Range(0, SnowplowColumns.Count).Single(i => SnowplowColumns.NameOf(i) == column)] = text;
        }

        return Encoding.UTF8.GetBytes(string.Join('\t', row));
    }
}
