using System.Text.RegularExpressions;

namespace StreamReco.Architecture.Tests;

/// <summary>Tests that <c>./test</c> leaves out because they take long.</summary>
internal static partial class LongTests
{
    /// <summary>Each stands in a row of the table beside a test that is there and that <c>./test</c> runs.</summary>
    /// <param name="tests">The test sources.</param>
    /// <param name="table">The document with the table; names are in backquotes.</param>
    public static IEnumerable<string> HaveAShortForm(IEnumerable<RepositoryFile> tests, RepositoryFile table)
    {
        var files = tests.ToArray();
        var longOnes = files.SelectMany(file => NamesOf(LongTest(), file).Select(name => (file.Path, Name: name))).ToArray();
        var shortOnes = files.SelectMany(file => NamesOf(Test(), file)).Except(longOnes.Select(one => one.Name)).ToHashSet();
        var rows = table.Lines().Where(line => line.Line.StartsWith('|'))
            .Select(line => Quoted().Matches(line.Line).Select(name => name.Groups[1].Value).ToArray()).ToArray();
        foreach (var (path, name) in longOnes)
        {
            if (!rows.Any(row => row.Contains(name) && row.Any(shortOnes.Contains)))
            {
                yield return $"{path}: {name} is long; {table.Path} must name it in a row with a short test of the same promise.";
            }
        }
    }

    private static IEnumerable<string> NamesOf(Regex pattern, RepositoryFile file) =>
        pattern.Matches(file.Text).Select(found => found.Groups[1].Value);

    [GeneratedRegex(@"\[Trait\(""Length"", ""long""\)\]\s*(?:\[[^\n]*\]\s*)*public (?:async )?(?:Task|void) (\w+)\(")]
    private static partial Regex LongTest();

    [GeneratedRegex(@"\]\s*public (?:async )?(?:Task|void) (\w+)\(")]
    private static partial Regex Test();

    [GeneratedRegex("`([A-Za-z]\\w+)`")]
    private static partial Regex Quoted();
}
