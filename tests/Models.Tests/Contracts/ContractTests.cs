using System.Text.Json;
using StreamReco.Models.Contracts;
using StreamReco.TestKit;

namespace StreamReco.Models.Tests.Contracts;

public sealed class ContractTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streamreco-contracts-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("NONE", "")]
    [InlineData("BACKWARD", "backward 2 $.price")]
    [InlineData("FORWARD", "forward 2 $.name")]
    [InlineData("FULL", "backward 2 $.price;forward 2 $.name")]
    [InlineData("BACKWARD_TRANSITIVE", "backward 1 $.id;backward 2 $.price")]
    [InlineData("FORWARD_TRANSITIVE", "forward 2 $.name")]
    [InlineData("FULL_TRANSITIVE", "backward 1 $.id;backward 2 $.price;forward 2 $.name")]
    public void The_mode_says_which_versions_must_get_on(string mode, string breaks)
    {
        Write(1, """{"properties":{"id":{"type":["string","integer"]}}}""");
        Write(2, """{"properties":{"id":{"type":"string"},"name":{"type":"string"},"price":{"type":"number"}},"required":["name"]}""");
        Write(3, $$"""{"x-compatibility":"{{mode}}","properties":{"id":{"type":"string"},"name":{"type":"string"},"price":{"type":"number","minimum":0} } }""");

        string.Join(';', Verdict(3).Select(one => $"{one.Direction} {one.Version} {one.Path}")).ShouldBe(breaks);
    }

    // The texts say the same; the example shows what they leave open.
    [Fact]
    public void An_example_breaks_what_the_texts_do_not()
    {
        Write(1, "{}");
        Sample(1, "old", """{"price":"19.99"}""");
        Write(2, """{"properties":{"price":{"type":"number"}}}""");

        Verdict(2).ShouldBe([new ContractBreak("backward", 1, "$.price", "\"19.99\" is against type \"number\"", SamplePath(1, "old"))]);
    }

    [Fact]
    public void An_example_that_is_not_of_its_own_version_is_told()
    {
        Write(1, """{"required":["id"]}""");
        Sample(1, "wrong", "{}");

        Verdict(1).Select(one => $"{one.Direction} {one.Path} {one.What}").ShouldBe(["sample $.id is missing"]);
    }

    [Fact]
    public void Owner_and_tags_are_read_from_the_schema()
    {
        Write(1, """
            {"x-owner":"shop team","properties":{"user_id":{"$ref":"#/$defs/id"},"items":{"items":{"properties":{"price":{"x-tag":"money"}}}}},
             "$defs":{"id":{"type":"string","x-tag":"pii"}}}
            """);

        var contract = Contract.Read(PathOf(1));

        (contract.Owner, contract.Mode, contract.Name).ShouldBe(("shop team", ContractMode.Backward, Path.GetFileName(_folder)));
        contract.Tags.ShouldBe([KeyValuePair.Create("$.user_id", "pii"), KeyValuePair.Create("$.items[*].price", "money")]);
    }

    [Theory]
    [InlineData("1.json", "[]", "is no JSON object")]
    [InlineData("1.json", "{", "cannot be read")]
    [InlineData("one.json", "{}", "the name must be the version's number")]
    [InlineData("1.json", """{"x-compatibility":"SOMETIMES"}""", "must be one of NONE, BACKWARD")]
    public void A_file_that_is_no_contract_is_named(string name, string text, string why)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);

        Should.Throw<ContractException>(() => Contract.Read(path)).Message.ShouldContain(why);
    }

    [Fact]
    public void The_schemas_of_the_documentation_can_be_compared_with_themselves()
    {
        foreach (var path in Directory.GetFiles(Path.Combine(RepositoryRoot.Path, "docs", "schemas"), "*.json"))
        {
            var schema = JsonDocument.Parse(File.ReadAllBytes(path)).RootElement;
            SchemaComparison.Breaks(schema, schema).ShouldBeEmpty(path);
        }
    }

    [Fact]
    public void What_a_source_sends_besides_is_counted_by_place_with_where_it_began()
    {
        Write(1, """{"properties":{"type":{"enum":["view"]},"price":{"type":"number"},"items":{"items":{"properties":{"id":{"type":"string"}},"required":["id"]}}}}""");
        var drift = new SchemaDrift(Contract.Read(PathOf(1)));
        string[] records =
        [
            """{"type":"view","price":1}""", """{"type":"buy","price":"1"}""", """{"type":"buy","items":[{"id":"i"},{"sku":"i"}]}""",
        ];
        for (var offset = 0; offset < records.Length; offset++)
        {
            drift.Add("app", offset + 10, JsonDocument.Parse(records[offset]).RootElement);
        }

        drift.Findings.Select(one => $"{one.Path} {one.What}: {one.Count} from {one.First}").ShouldBe(
        [
            "$.items[*].id missing: 1 from 12", "$.items[*].sku unknown field, string: 1 from 12", "$.price type string, not number: 1 from 11",
            "$.type new value \"buy\": 2 from 11",
        ]);
    }

    [Fact]
    public void A_source_that_makes_names_up_does_not_fill_the_memory()
    {
        Write(1, """{"properties":{"a":{}}}""");
        var drift = new SchemaDrift(Contract.Read(PathOf(1)));
        for (var record = 0; record < SchemaDrift.PlacesMax + 500; record++)
        {
            drift.Add("app", record, JsonDocument.Parse($$"""{"f{{record}}":1}""").RootElement);
        }

        drift.Findings.Count.ShouldBe(SchemaDrift.PlacesMax + 1);
        drift.Findings.Single(one => one.Path == "(further)").Count.ShouldBe(500);
    }

    private string PathOf(int version) => Path.Combine(_folder, $"{version}.json");

    private string SamplePath(int version, string name) => Path.Combine(_folder, "samples", $"{version}", $"{name}.json");

    private IReadOnlyList<ContractBreak> Verdict(int version) => ContractVerdict.Of(Contract.Read(PathOf(version)));

    private void Write(int version, string schema) => File.WriteAllText(PathOf(version), schema);

    private void Sample(int version, string name, string record)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(SamplePath(version, name))!);
        File.WriteAllText(SamplePath(version, name), record);
    }
}
