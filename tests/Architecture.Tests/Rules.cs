using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace StreamReco.Architecture.Tests;

/// <summary>
/// The rules as functions from a file to its violations, each a sentence that starts with the file and line. They take
/// files instead of reading them, so that the tests can show each rule a bad example.
/// </summary>
internal static partial class Rules
{
    public const int LinesMax = 400;

    /// <summary>Which projects under <c>src</c>, and which shared test projects, may refer to which.</summary>
    private static readonly Dictionary<string, string[]> Arrows = new(StringComparer.Ordinal)
    {
        ["StreamReco.Models"] = [],
        ["StreamReco.Stages"] = ["StreamReco.Models"],
        ["StreamReco.StreamHost"] = ["StreamReco.Models", "StreamReco.Stages"],
        ["StreamReco.TestKit"] = ["StreamReco.Models", "StreamReco.Stages"],
    };

    /// <summary>Libraries that only one place may touch: in C#, a folder; in project files, that folder's project.</summary>
    private static readonly Boundary[] Boundaries =
    [
        new("Kafka's client", KafkaNames(), "src/StreamHost/Kafka/", "src/StreamHost/StreamReco.StreamHost.csproj"),
        new("SQL", SqlNames(), "src/StreamHost/Sql/", "src/StreamHost/StreamReco.StreamHost.csproj"),
        new("ONNX Runtime", OnnxNames(), "src/Models/", "src/Models/StreamReco.Models.csproj"),
    ];

    /// <summary>The top floor: these folders may train, evaluate and simulate.</summary>
    private static readonly string[] MayTrain =
    [
        "src/Models/Training/", "src/Models/Evaluation/", "src/Models/Simulation/", "src/Models/Search/Training/",
        "src/Models/Search/Evaluation/", "src/StreamHost/Cli/", "src/StreamHost/Demo/", "src/StreamHost/Program.cs",
    ];

    public static IEnumerable<string> ReferencesFollowTheArrows(RepositoryFile project)
    {
        var name = Path.GetFileNameWithoutExtension(project.Path);
        var references = XDocument.Parse(project.Text).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
        foreach (var reference in references)
        {
            var allowed = Arrows.TryGetValue(name, out var targets)
                ? targets.Contains(reference)
                : project.Path.StartsWith("tests/", StringComparison.Ordinal);
            if (!allowed)
            {
                yield return $"{project.Path}: {name} must not refer to {reference}; the arrows are Models <- Stages <- StreamHost <- tests.";
            }
        }
    }

    public static IEnumerable<string> LibrariesStayBehindTheirBoundary(RepositoryFile file)
    {
        if (!file.Path.StartsWith("src/", StringComparison.Ordinal))
        {
            return [];
        }

        return
            from boundary in Boundaries
            where !file.Path.StartsWith(boundary.Folder, StringComparison.Ordinal) && file.Path != boundary.Project
            from line in file.Lines()
            let match = boundary.Names.Match(line.Line)
            where match.Success
            select $"{file.Path}:{line.Number}: '{match.Value}': only {boundary.Folder} may know {boundary.Name}; go through a port.";
    }

    /// <summary>What a node runs needs neither the trainer nor the evaluation, and none of them knows the command line.</summary>
    public static IEnumerable<string> ServingStandsAlone(RepositoryFile file)
    {
        if (!file.Path.StartsWith("src/", StringComparison.Ordinal)
            || MayTrain.Any(folder => file.Path.StartsWith(folder, StringComparison.Ordinal)))
        {
            return [];
        }

        return Matches(
            file, TopFloor(), "a node must not need it: move what is shared to a folder below, or the caller to one of "
                + string.Join(", ", MayTrain));
    }

    public static IEnumerable<string> FoldersFormFloors(IEnumerable<RepositoryFile> files) =>
        files.GroupBy(file => string.Join('/', file.Path.Split('/').Take(2)))
            .SelectMany(project => new Folders([.. project]).Circles().Select(circle => $"{project.Key}: {circle}"));

    public static IEnumerable<string> NothingIsUnfinished(RepositoryFile file) =>
        Matches(file, Unfinished(), "finish it, or write it up as an issue");

    public static IEnumerable<string> NoMachinePath(RepositoryFile file) =>
        Matches(file, MachinePath(), "a path of one machine; take it from an option, or from the repository's root");

    public static IEnumerable<string> NoRegistryHost(RepositoryFile file) =>
        Matches(file, RegistryHost(), "a package registry by name; which one is used is the machine's own setting");

    public static IEnumerable<string> SuppressionsSayWhy(RepositoryFile file) =>
        Matches(file, SilentSuppression(), "append '// reason' to the suppression");

    public static IEnumerable<string> FilesFitAMind(RepositoryFile file)
    {
        var lines = file.Text.AsSpan().TrimEnd().Count('\n') + 1;
        if (lines > LinesMax)
        {
            yield return $"{file.Path}: {lines} lines; split it by responsibility, at most {LinesMax} lines each.";
        }
    }

    private static IEnumerable<string> Matches(RepositoryFile file, Regex pattern, string advice) =>
        from line in file.Lines()
        let match = pattern.Match(line.Line)
        where match.Success
        select $"{file.Path}:{line.Number}: '{match.Value.Trim()}': {advice}.";

    [GeneratedRegex(@"Confluent\.Kafka|librdkafka\.redist")]
    private static partial Regex KafkaNames();

    [GeneratedRegex(@"Microsoft\.Data\.Sqlite|SQLitePCLRaw|\bNpgsql\b|""Dapper""|using Dapper\b|System\.Data\.Common")]
    private static partial Regex SqlNames();

    [GeneratedRegex(@"Microsoft\.ML\.OnnxRuntime")]
    private static partial Regex OnnxNames();

    [GeneratedRegex(@"^using (static )?StreamReco\.(Models\.(Search\.)?(Training|Evaluation|Simulation)|StreamHost\.Cli)\b")]
    private static partial Regex TopFloor();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX|TBD)\b|NotImplementedException")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"(?<![\w.:/~\-])/(home|Users|root|work)/[\w.\-]+|\b[A-Z]:\\(Users|home|src|work)\\")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"\b(api\.nuget\.org|registry\.npmjs\.org|registry\.yarnpkg\.com|files\.pythonhosted\.org|repo1?\.maven\.(apache\.)?org)\b")]
    private static partial Regex RegistryHost();

    [GeneratedRegex(@"^\s*#pragma warning disable(?!.*//).*|SuppressMessage\((?!.*Justification).*")]
    private static partial Regex SilentSuppression();

    private sealed record Boundary(string Name, Regex Names, string Folder, string Project);
}
