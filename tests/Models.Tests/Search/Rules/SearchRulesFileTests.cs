using StreamReco.Models.Search.Rules;

namespace StreamReco.Models.Tests.Search.Rules;

/// <summary>A file of rules by query: what it may say, and what it is told where it is wrong.</summary>
public sealed class SearchRulesFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streamreco-").FullName;

    [Fact]
    public void Every_kind_is_read_and_queries_are_compared_without_case_and_plural()
    {
        var rules = Read(
            """
            {"rules": [ // comments are allowed
              {"name": "up", "kind": "boost", "by": 10, "match": {"brands": ["Acme"]}, "when": {"queries": ["USB Cables"]}},
              {"name": "down", "kind": "bury", "match": {"items": ["i1"]}},
              {"name": "ad", "kind": "pin", "slot": 1, "label": "sponsored", "items": ["i7"]},
              {"name": "two", "kind": "limit", "max": 2, "match": {"categories": ["used"]}},
              {"name": "go", "kind": "redirect", "url": "https://shop.example/returns", "when": {"contains": ["Return Policy"]}},
            ]}
            """);

        rules.Names.ShouldBe(["up", "down", "ad", "two", "go"]);
        rules.Of("usb cable", null).Select(rule => rule.Name).ShouldBe(["up", "down", "ad", "two"]);
        rules.Of("your return policy", null).Select(rule => rule.Name).ShouldBe(["down", "ad", "two", "go"]);
    }

    [Theory]
    [InlineData("""{"kind": "bury", "match": {"items": ["i"]}}""", "rule 1: name is ''")]
    [InlineData("""{"name": "r", "kind": "lift"}""", "kind is 'lift'; it must be boost, bury, pin, limit or redirect")]
    [InlineData("""{"name": "r", "kind": "boost", "by": 0, "match": {"items": ["i"]}}""", "by is '0'; it must lie between 1 and 400")]
    [InlineData("""{"name": "r", "kind": "boost", "by": 3}""", "match is missing; it must name items, categories or brands")]
    [InlineData("""{"name": "r", "kind": "bury", "by": 3, "match": {"items": ["i"]}}""", "by has no meaning in a rule of this kind")]
    [InlineData("""{"name": "r", "kind": "pin", "slot": 1, "items": ["i"]}""", "label is missing")]
    [InlineData("""{"name": "r", "kind": "pin", "slot": 1, "label": "ad", "items": [""]}""", "items is '1 ids'; it must name at least one item")]
    [InlineData("""{"name": "r", "kind": "redirect", "url": "/x"}""", "when is missing; it must say of which searches")]
    [InlineData("""{"name": "r", "kind": "redirect", "url": "javascript:alert(1)", "when": {"queries": ["x"]}}""", "url is 'javascript:alert(1)'")]
    [InlineData("""{"name": "r", "kind": "redirect", "url": "//other.example", "when": {"queries": ["x"]}}""", "url is '//other.example'")]
    [InlineData("""{"name": "r", "kind": "bury", "match": {"items": ["i"]}, "when": {}}""", "when is 'empty'")]
    [InlineData("""{"name": "r", "kind": "bury", "match": {"items": ["i"]}, "when": {"queries": ["!?"]}}""", "when.queries is '!?'; it must have a word")]
    [InlineData("""{"name": "r", "kind": "bury", "matches": {}}""", "is no rules file")]
    public void A_wrong_rule_is_named_with_field_and_value(string rule, string message) =>
        Should.Throw<SearchRulesException>(() => Read($$"""{"rules": [{{rule}}]}""")).Message.ShouldContain(message);

    [Fact]
    public void A_name_twice_and_a_missing_file_are_named()
    {
        const string Rule = """{"name": "r", "kind": "bury", "match": {"items": ["i"]}}""";
        Should.Throw<SearchRulesException>(() => Read($$"""{"rules": [{{Rule}}, {{Rule}}]}""")).Message
            .ShouldContain("rule 'r': name is there twice");
        Should.Throw<SearchRulesException>(() => SearchRulesFile.Read(Path.Combine(_folder, "none.json"))).Message
            .ShouldContain("cannot be read");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private SearchRules Read(string json)
    {
        var file = Path.Combine(_folder, "rules.json");
        File.WriteAllText(file, json);
        return SearchRulesFile.Read(file);
    }
}
