using System.CommandLine;

namespace StreamReco.StreamHost.Cli.Common;

/// <summary>The program's own help: its commands by what they are for, and a few examples to begin with.</summary>
internal static class RootHelp
{
    /// <summary>All commands, each once.</summary>
    public static IReadOnlyList<(string Title, string[] Commands)> Groups { get; } =
    [
        ("Begin", ["demo", "simulate", "version", "completion"]),
        ("Models", ["train", "tune", "evaluate", "models"]),
        ("The pipeline", ["run", "topics", "config", "replay", "backup", "restore"]),
        ("What comes in", ["validate", "contracts", "quality", "rejected", "bots"]),
        ("People", ["users", "identities", "consent", "audit", "retention", "segments"]),
        ("What goes out", ["search", "queries", "experiments", "lineage", "labels", "lake"]),
        ("A running cluster", ["cluster", "shards", "lag", "tasks", "log"]),
    ];

    private static readonly CommandExample[] _examples =
    [
        new("See everything running, without an installation", "./demo"),
        new("Train a model from clicks", "streamreco train clicks.csv --output model"),
        new("Make the topics, and answer from the clicks topic", "streamreco topics create && streamreco run --model model"),
        new("Say what would be rejected of a file of events", "streamreco validate events.ndjson"),
        new("Look at the nodes of a running cluster", "streamreco cluster members --node http://127.0.0.1:8095"),
    ];

    public static void Write(TextWriter output, RootCommand root)
    {
        output.WriteLine(root.Description);
        output.WriteLine();
        output.WriteLine("Usage:");
        output.WriteLine("  streamreco COMMAND [options]");
        output.WriteLine();
        foreach (var (title, names) in Groups)
        {
            output.WriteLine($"{title}:");
            var commands = names.SelectMany(name => root.Subcommands.Where(command => command.Name == name));
            Write(output, commands.Select(command => (command.Name, command.Description)));
        }

        output.WriteLine("Options:");
        Write(output, root.Options.Where(option => !option.Hidden).Select(option => (
            string.Join(", ", option.Aliases.Prepend(option.Name).Where(name => name[0] == '-')) + (option.HelpName is { } value ? $" {value}" : ""), option.Description)));
        HelpWithExamples.Write(output, _examples);
        output.WriteLine("'streamreco COMMAND --help' shows what a command takes, with examples.");
    }

    private static void Write(TextWriter output, IEnumerable<(string Name, string? Says)> rows)
    {
        const int NameChars = 24;
        foreach (var (name, says) in rows)
        {
            output.WriteLine($"  {name,-NameChars}{says}");
        }

        output.WriteLine();
    }
}
