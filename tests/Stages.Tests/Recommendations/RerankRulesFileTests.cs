using StreamReco.Stages.Recommendations.Rules;

namespace StreamReco.Stages.Tests.Recommendations;

public sealed class RerankRulesFileTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"rules-{Guid.NewGuid():N}.json");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Every_kind_of_rule_is_read()
    {
        var rules = Read("""
            {"labelled_max": 1, "rules": [
              {"name": "stock", "kind": "availability"},
              {"name": "history", "kind": "seen", "policy": "exclude_current"},
              {"name": "bought", "kind": "bought"},
              {"name": "mix", "kind": "diversity", "lambda": 0.7},
              {"name": "spring", "kind": "boost", "by": 0.2, "match": {"categories": ["coats"], "brands": ["acme"]}},
              {"name": "old", "kind": "bury", "match": {"items": ["i1"]}},
              {"name": "ad", "kind": "pin", "slot": 3, "label": "sponsored", "items": ["i7", "i8"]},
              {"name": "three", "kind": "limit", "per": "category", "max": 3},
              {"name": "socks", "kind": "limit", "max": 1, "match": {"categories": ["socks"]}}, // and a comment
            ]}
            """);

        rules.Count.ShouldBe(9);
        rules[rules.Seen].Policy.ShouldBe(SeenPolicy.ExcludeCurrent);
        rules[rules.Diversity].Lambda.ShouldBe(0.7);
        rules.LabelledMax.ShouldBe(1);
        rules.MatchesOf("x", "coats", null).ShouldBe(1UL << 4);
        rules.MatchesOf("i1", "socks", "acme").ShouldBe((1UL << 4) | (1UL << 5) | (1UL << 8));
        rules.BoostOf(rules.MatchesOf("x", null, "acme")).ShouldBe(0.2f);
    }

    [Theory]
    [InlineData("""{"kind":"boost","by":0.5,"match":{"items":["i"]}}""", "rule 1: name is ''")]
    [InlineData("""{"name":"a","kind":"bost"}""", "rule 'a': kind is 'bost'")]
    [InlineData("""{"name":"a","kind":"boost","by":7,"match":{"items":["i"]}}""", "rule 'a': by is '7'; it must lie between 0.001 and 1")]
    [InlineData("""{"name":"a","kind":"boost","by":0.5}""", "rule 'a': match is missing")]
    [InlineData("""{"name":"a","kind":"bury","match":{}}""", "rule 'a': match is 'empty'")]
    [InlineData("""{"name":"a","kind":"seen","policy":"hide"}""", "rule 'a': policy is 'hide'")]
    [InlineData("""{"name":"a","kind":"diversity"}""", "rule 'a': lambda is missing")]
    [InlineData("""{"name":"a","kind":"pin","slot":11,"label":"x","items":["i"]}""", "rule 'a': slot is '11'; it must lie between 1 and 10")]
    [InlineData("""{"name":"a","kind":"pin","slot":1,"items":["i"]}""", "rule 'a': label is missing")]
    [InlineData("""{"name":"a","kind":"pin","slot":1,"label":"x"}""", "rule 'a': items is missing")]
    [InlineData("""{"name":"a","kind":"limit","max":1}""", "rule 'a': per is missing")]
    [InlineData("""{"name":"a","kind":"limit","max":0,"per":"category"}""", "rule 'a': max is '0'")]
    [InlineData("""{"name":"a","kind":"bought","max":2}""", "rule 'a': max has no meaning")]
    [InlineData("""{"name":"seen","kind":"bought"}""", "rule 'seen': name is that of a rule that always holds")]
    [InlineData("""{"name":"a","kind":"bought"},{"name":"a","kind":"bought"}""", "rule 'a': name is there twice")]
    [InlineData("""{"name":"a","kind":"bought"},{"name":"b","kind":"bought"}""", "rule 'b': kind is 'Bought' a second time")]
    [InlineData("""{"name":"a","knid":"bought"}""", "is no rules file")]
    public void What_is_wrong_is_named(string rules, string message) =>
        Should.Throw<RerankRulesException>(() => Read($$"""{"rules":[{{rules}}]}""")).Message
            .ShouldContain($"Rerank:RulesFile '{_file}': {message}");

    [Fact]
    public void A_missing_file_is_named() =>
        Should.Throw<RerankRulesException>(() => RerankRules.Open(new RerankOptions { RulesFile = "no.json" }))
            .Message.ShouldStartWith("Rerank:RulesFile 'no.json': cannot be read");

    [Fact]
    public void A_cap_beyond_the_answer_is_refused() =>
        Should.Throw<RerankRulesException>(() => Read("""{"labelled_max":11}""")).Message.ShouldContain("labelled_max is 11");

    private RerankRules Read(string json)
    {
        File.WriteAllText(_file, json);
        return RerankRules.Open(new RerankOptions { RulesFile = _file });
    }
}
