using System.Text.Json;
using StreamReco.Models.Contracts;

namespace StreamReco.Models.Tests.Contracts;

public sealed class SchemaComparisonTests
{
    [Theory]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", """{"properties":{"a":{"type":"string"}},"required":["a"]}""", "$.a: required added: it could be missing")]
    [InlineData("""{"type":["string","null"]}""", """{"type":"string"}""", "$: type narrowed: null was allowed, string is")]
    [InlineData("""{"type":"number"}""", """{"type":"integer"}""", "$: type narrowed: number was allowed, integer is")]
    [InlineData("""{"enum":["view","buy"]}""", """{"enum":["view"]}""", "$: enum shrunk: \"buy\" is allowed no more")]
    [InlineData("""{"type":"string"}""", """{"type":"string","enum":["view"]}""", "$: enum added: only \"view\" is allowed, every value was")]
    [InlineData("""{"enum":["view",1]}""", """{"type":"string"}""", "$: enum shrunk: 1 is allowed no more")]
    [InlineData("""{"minimum":0}""", """{"minimum":0.01}""", "$: range narrowed: minimum is 0.01, was 0")]
    [InlineData("{}", """{"maxLength":256}""", "$: range narrowed: maxLength is 256, was not bounded")]
    [InlineData("""{"items":{"properties":{"price":{"maximum":20}}}}""", """{"items":{"properties":{"price":{"maximum":10}}}}""", "$[*].price: range narrowed: maximum is 10, was 20")]
    [InlineData("{}", """{"additionalProperties":false}""", "$: additionalProperties closed: other fields were allowed")]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", """{"additionalProperties":false}""", "$.a: is allowed no more|$: additionalProperties closed: other fields were allowed")]
    [InlineData("""{"pattern":"^a"}""", """{"pattern":"^b"}""", "$: pattern changed: is \"^b\", was \"^a\"")]
    [InlineData("""{"anyOf":[{"type":"string"}]}""", """{"anyOf":[{"type":"number"}]}""", "$: anyOf changed, which cannot be compared: it may refuse what was allowed")]
    [InlineData("""{"$ref":"#/$defs/id","$defs":{"id":{"maxLength":9}}}""", """{"$ref":"#/$defs/id","$defs":{"id":{"maxLength":8}}}""", "$: range narrowed: maxLength is 8, was 9")]
    public void What_a_reader_refuses_of_what_a_writer_allows_is_told_by_its_place(string writer, string reader, string breaks) =>
        SchemaComparison.Breaks(Json(writer), Json(reader)).Select(one => $"{one.Path}: {one.What}").ShouldBe(breaks.Split('|'));

    [Theory]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", """{"properties":{"a":{"type":"string"},"b":{"type":"string"}}}""")] // an optional field more
    [InlineData("""{"properties":{"a":{"type":"integer"}},"required":["a"]}""", """{"properties":{"a":{"type":"number"}}}""")]
    [InlineData("""{"enum":["a"]}""", """{"enum":["a","b"]}""")]
    [InlineData("""{"const":"a"}""", """{"type":"string","minLength":1}""")]
    [InlineData("""{"additionalProperties":false}""", """{"additionalProperties":{"type":"string"}}""")]
    [InlineData("""{"description":"a"}""", """{"description":"b","x-owner":"shop"}""")]
    [InlineData("""{"$ref":"#/$defs/n","$defs":{"n":{"properties":{"next":{"$ref":"#/$defs/n"}}}}}""", """{"$ref":"#/$defs/n","$defs":{"n":{"properties":{"next":{"$ref":"#/$defs/n"}}}}}""")]
    public void A_change_that_refuses_nothing_is_none(string writer, string reader) =>
        SchemaComparison.Breaks(Json(writer), Json(reader)).ShouldBeEmpty();

    // A verdict is worth nothing if a record shows otherwise.
    [Fact]
    public void Where_nothing_breaks_every_value_of_the_writer_is_valid_for_the_reader()
    {
        var held = 0;
        for (var seed = 0; seed < 20_000; seed++)
        {
            var random = new RandomSchemas(seed);
            var (writer, reader) = (Json(random.Schema()), Json(random.Schema()));
            if (SchemaComparison.Breaks(writer, reader).Count > 0)
            {
                continue;
            }

            foreach (var value in Enumerable.Range(0, 30).Select(_ => Json(random.Value())).Where(value => SchemaCheck.Faults(value, writer).Count == 0))
            {
                SchemaCheck.Faults(value, reader).ShouldBeEmpty($"seed {seed}: {value} by {writer} and {reader}");
                held++;
            }
        }

        held.ShouldBeGreaterThan(2_000);
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
