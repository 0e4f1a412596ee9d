using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using StreamReco.StreamHost.Node;

namespace StreamReco.StreamHost.Tests.Options;

/// <summary>The event ids of the log: each is one line of the program and one of the table in docs/OPERATIONS.md.</summary>
public sealed partial class LogEventTests
{
    [Fact]
    public void An_event_id_stands_for_one_line()
    {
        var twice = Events().GroupBy(one => one.Id).Where(same => same.Count() > 1)
            .Select(same => $"{same.Key}: {string.Join(", ", same.Select(one => one.Name))}");
        twice.ShouldBeEmpty();
    }

    [Fact]
    public void The_table_of_log_lines_has_each_event_id_and_no_other()
    {
        Documented().Distinct().Order().ShouldBe(Events().Select(one => one.Id).Distinct().Order());
    }

    private static IReadOnlyList<(int Id, string Name)> Events() =>
    [
        .. from type in typeof(RecommenderNode).Assembly.GetTypes()
           from method in type.GetMethods(
               BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
           let attribute = method.GetCustomAttribute<LoggerMessageAttribute>()
           where attribute is not null
           select (attribute.EventId, $"{type.Name}.{method.Name}"),
    ];

    /// <summary>The first column of the table: ids, several of them, or from one to another.</summary>
    private static IEnumerable<int> Documented()
    {
        var text = OperationsDocumentTests.Text;
        var table = text[text.IndexOf("## Log lines and what to do", StringComparison.Ordinal)..];
        table = table[..table.IndexOf("Lines at exit that need a decision", StringComparison.Ordinal)];
        foreach (Match row in Row().Matches(table))
        {
            foreach (var part in row.Groups["ids"].Value.Split(',', StringSplitOptions.TrimEntries))
            {
                var ends = part.Split('-').Select(id => int.Parse(id, null)).ToArray();
                for (var id = ends[0]; id <= ends[^1]; id++)
                {
                    yield return id;
                }
            }
        }
    }

    [GeneratedRegex(@"^\| (?<ids>[\d, \-]+?) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
