using StreamReco.Models.Data;
using StreamReco.Models.Tests.Artifacts;

namespace StreamReco.Models.Tests.Data;

/// <summary>Who writes a file of rules is told of their words, never of types of the program.</summary>
public sealed class RulesFileJsonTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{"rules": [{"name": "a", "bye": 0.5}]}""", "rules[0]: 'bye' is no field; there are name, by, max, match and on.")]
    [InlineData("""{"rulse": []}""", "'rulse' is no field; there is rules.")]
    [InlineData("""{"rules": [{"match": {"item": "i"}}]}""", "rules[0].match: 'item' is no field; there is items.")]
    [InlineData("""{"rules": [{"by": "much"}]}""", "rules[0].by must be a number.")]
    [InlineData("""{"rules": [{"max": 1.5}]}""", "rules[0].max must be a whole number.")]
    [InlineData("""{"rules": [{"name": 7}]}""", "rules[0].name must be a text.")]
    [InlineData("""{"rules": [{"on": "yes"}]}""", "rules[0].on must be true or false.")]
    [InlineData("""{"rules": [{"match": {"items": "i"}}]}""", "rules[0].match.items must be a list.")]
    public void A_fault_is_said_with_its_place_and_what_would_be_right(string text, string words) =>
        Fault(text).ShouldBe($"is no rules file: {words}");

    [Fact]
    public void Broken_json_is_said_with_its_line()
    {
        var words = Fault("{\"rules\":\n [{\"name\" \"a\"}]}");

        words.ShouldEndWith("(line 2, column 11).");
        words.ShouldNotContain("LineNumber");
    }

    [Fact]
    public void An_empty_file_is_told_as_such() => Fault("").ShouldBe("is no rules file: it is empty.");

    private string Fault(string text)
    {
        var file = _folder.Of("rules.json");
        File.WriteAllText(file, text);
        return Should.Throw<FormatException>(() => RulesFileJson.Read<FileForm>(file, (words, cause) => new FormatException(words, cause))).Message;
    }

    private sealed record FileForm(IReadOnlyList<RuleForm>? Rules);

    private sealed record RuleForm(string? Name, double? By, int? Max, MatchForm? Match, bool? On);

    private sealed record MatchForm(IReadOnlyList<string>? Items);
}
