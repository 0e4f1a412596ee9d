using System.Text.RegularExpressions;
using StreamReco.StreamHost.Settings;
using StreamReco.TestKit;

namespace StreamReco.StreamHost.Tests.Options;

public sealed class OperationsDocumentTests
{
    /// <summary>The document.</summary>
    internal static string Text { get; } = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "OPERATIONS.md"));

    private static readonly Dictionary<string, string> Rows = Regex
        .Matches(Text, @"^\| `(?<key>[A-Za-z]+:[A-Za-z]+)` \| (?<default>`[^`]*`|empty) \|",
            RegexOptions.Multiline)
        .ToDictionary(row => row.Groups["key"].Value, row => row.Groups["default"].Value);

    [Fact]
    public void Every_setting_is_listed_with_its_default()
    {
        foreach (var setting in SettingKeys.All)
        {
            Rows.ShouldContainKey(setting.Name);
            Rows[setting.Name].ShouldBe(
                setting.DefaultText.Length > 0 ? $"`{setting.DefaultText}`" : "empty", setting.Name);
        }
    }

    [Fact]
    public void Nothing_is_listed_that_is_no_setting() =>
        Rows.Keys.Except(SettingKeys.All.Select(setting => setting.Name)).ShouldBeEmpty();
}
