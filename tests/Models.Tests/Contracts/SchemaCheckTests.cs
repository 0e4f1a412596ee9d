using System.Text.Json;
using Json.Schema;
using StreamReco.Models.Contracts;

namespace StreamReco.Models.Tests.Contracts;

public sealed class SchemaCheckTests
{
    // The oracle is a library that implements all of JSON Schema.
    [Fact]
    public void A_value_is_valid_where_json_schema_net_says_so()
    {
        var valid = 0;
        for (var seed = 0; seed < 3_000; seed++)
        {
            var random = new RandomSchemas(seed);
            var (schema, value) = (random.Schema(), random.Value());
            var expected = JsonSchema.FromText(schema).Evaluate(Json(value)).IsValid;
            (SchemaCheck.Faults(Json(value), Json(schema)).Count == 0).ShouldBe(expected, $"seed {seed}: {value} by {schema}");
            valid += expected ? 1 : 0;
        }

        valid.ShouldBeInRange(600, 2_400); // both happen often
    }

    [Theory]
    [InlineData("""{"allOf":[{"minimum":1},{"maximum":2}]}""", "3", "$: 3 is against maximum 2")]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"null"}]}""", "3", """$: 3 is against anyOf [{"type":"string"},{"type":"null"}]""")]
    [InlineData("""{"oneOf":[{"minimum":1},{"maximum":2}]}""", "1", """$: 1 is against oneOf [{"minimum":1},{"maximum":2}]""")]
    [InlineData("""{"not":{"type":"string"}}""", "\"x\"", """$: "x" is against not {"type":"string"}""")]
    [InlineData("""{"if":{"required":["a"]},"then":{"required":["b"]}}""", """{"a":1}""", "$.b: is missing")]
    [InlineData("""{"$ref":"#/$defs/id","$defs":{"id":{"type":"string","minLength":1}}}""", "\"\"", "$: \"\" is against minLength 1")]
    [InlineData("""{"multipleOf":0.01}""", "0.015", "$: 0.015 is against multipleOf 0.01")]
    [InlineData("""{"uniqueItems":true}""", "[1,2,1]", "$: [1,2,1] is against uniqueItems true")]
    [InlineData("""{"properties":{"list":{"items":{"type":"string"}}}}""", """{"list":["a",1]}""", "$.list[1]: 1 is against type \"string\"")]
    public void What_is_wrong_is_told_by_its_place(string schema, string value, string fault) =>
        SchemaCheck.Faults(Json(value), Json(schema)).Select(one => $"{one.Path}: {one.What}").ShouldBe([fault]);

    [Theory]
    [InlineData("""{"minimun":1}""", "minimun")]
    [InlineData("""{"$ref":"#/$defs/gone"}""", "leads nowhere")]
    [InlineData("""{"$ref":"other.json"}""", "leads out of the file")]
    [InlineData("""{"$ref":"#"}""", "leads in a circle")]
    [InlineData("""{"pattern":"("}""", "cannot be read")]
    public void A_schema_that_cannot_be_checked_is_an_error(string schema, string why) =>
        Should.Throw<ContractException>(() => SchemaCheck.Faults(Json("\"x\""), Json(schema))).Message.ShouldContain(why);

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
