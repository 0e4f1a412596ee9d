using System.Text;
using Json.Schema;
using StreamReco.Models.Data;
using StreamReco.Models.Events;
using StreamReco.Models.Items;
using StreamReco.Models.Simulation;
using StreamReco.TestKit;

namespace StreamReco.Models.Tests.Schemas;

public sealed class SchemaTests
{
    private const string Recommendation = """
        {"recommendation_id":"3-17-main","user_id":"u","session_id":"s","as_of":"2025-01-06T10:00:00Z",
         "emitted_at":"2025-01-06T10:00:00.0120000Z","items":[{"item_id":"i","rank":1,"score":0.5,
         "reason":{"kind":"similar","because_of":["j"]}}],"model":{"name":"m","version":"1"},"variant":"main",
         "origin":{"topic":"clicks","partition":3,"offset":17}}
        """;

    private const string Rejected = """
        {"payload":"e30=","failure_type":"invalid","errors":[{"message":"user_id is missing.","field":null}],
         "origin":{"topic":"clicks","partition":0,"offset":4,"timestamp":1736157600000},
         "rejected_at":"2025-01-06T10:00:00Z","component_version":"0.1.0"}
        """;

    [Fact]
    public void Every_good_event_of_the_simulator_is_valid()
    {
        var schema = JsonSchemaCheck.Load("event");
        var events = new ShopSimulator(new ShopSimulatorOptions()).Run().Take(5_000).Where(r => !r.IsMalformed);

        events.SelectMany(r => JsonSchemaCheck.Violations(schema, r.Payload)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_event_made_from_a_historic_click_is_valid()
    {
        var clicks = Enum.GetValues<EventType>().Where(t => t != EventType.None)
            .Select(t => new HistoricClick("ü", "s", EventTypes.NeedsItem(t) ? "i\"1" : "", 1_736_157_600_000, t)).ToArray();
        var item = new CatalogItem("i\"1", "Kids' shawl", "scarves", null, double.NaN, Available: true);
        var data = new ClickDataset(clicks, [item], new Dictionary<string, long>(), null);
        var schema = JsonSchemaCheck.Load("event");

        var records = ClickDatasetRecords.Events(data).ToArray();

        records.SelectMany(r => JsonSchemaCheck.Violations(schema, r.Payload)).ShouldBeEmpty();
        Encoding.UTF8.GetString(records[0].Payload).ShouldBe(
            """{"event_id":"c0","event_type":"view_item","user_id":"ü","session_id":"s","items":[{"item_id":"i\"1","item_category":"scarves","quantity":1}],"timestamp":1736157600000}""");
    }

    [Fact]
    public void Every_catalog_record_is_valid()
    {
        var schema = JsonSchemaCheck.Load("catalog-item");
        var catalog = new ShopSimulator(new ShopSimulatorOptions()).Catalog;

        ClickDatasetRecords.Catalog(catalog, 0).SelectMany(r => JsonSchemaCheck.Violations(schema, r.Payload)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("event", """{"event_type":"search","user_id":"u","timestamp":1}""", "[\"event_id\"] are not present")]
    [InlineData("event", """{"event_id":"e","event_type":"search","timestamp":1}""", "anyOf")]
    [InlineData("event", """{"event_id":"e","event_type":"view_item","user_id":"u","timestamp":1}""", "anyOf")]
    [InlineData("event", """{"event_id":"e","event_type":"view_item","user_id":"u","timestamp":1,"items":[]}""", "anyOf")]
    [InlineData("event", """{"event_id":"e","event_type":"juggle","user_id":"u","timestamp":1,"item_id":"i"}""", "/event_type ")]
    [InlineData("event", """{"event_id":"e","event_type":"search","user_id":"u","timestamp":"soon"}""", "/timestamp ")]
    [InlineData("event", """{"event_id":"e","event_type":"search","user_id":"u","timestamp":1,"items":[{"item_id":"i","price":-1}]}""", "/items/0/price ")]
    [InlineData("catalog-item", """{"name":"x"}""", "[\"item_id\"] are not present")]
    [InlineData("catalog-item", """{"item_id":"x","available":[]}""", "/available ")]
    public void What_breaks_a_contract_is_named(string schema, string json, string violation) =>
        string.Join('\n', Violations(schema, json)).ShouldContain(violation);

    [Fact]
    public void Unknown_fields_of_an_event_are_no_error_and_ISO_times_are_times() =>
        Violations("event", """{"event_id":"e","event_type":"search","anonymous_id":"u","timestamp":"2025-01-06","x":{}}""")
            .ShouldBeEmpty();

    [Fact]
    public void Recommendations_and_rejected_records_have_exactly_the_fields_of_their_contract()
    {
        foreach (var (schema, json) in new[] { ("recommendation", Recommendation), ("rejected", Rejected) })
        {
            Violations(schema, json).ShouldBeEmpty();
            Violations(schema, json.Replace("\"origin\"", "\"source\"", StringComparison.Ordinal)).Count.ShouldBe(2);
        }
    }

    [Fact]
    public void A_schema_with_a_keyword_that_is_not_checked_is_an_error()
    {
        const string schema = """{"$schema":"https://json-schema.org/draft/2020-12/schema","multipleOff":2}""";

        Should.Throw<JsonSchemaException>(() => JsonSchemaCheck.Read(schema)).Message.ShouldContain("multipleOff");
    }

    private static IReadOnlyList<string> Violations(string schema, string json) =>
        JsonSchemaCheck.Violations(JsonSchemaCheck.Load(schema), Encoding.UTF8.GetBytes(json));
}
