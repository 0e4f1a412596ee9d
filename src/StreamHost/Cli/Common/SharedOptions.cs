using System.CommandLine;

namespace StreamReco.StreamHost.Cli.Common;

/// <summary>
/// Gives every command the options that say which pipeline is meant, so that a command line can be kept and the command
/// changed: a command that has no use for one passes it over.
/// </summary>
internal static class SharedOptions
{
    /// <summary>Commands that run without a pipeline: the demo brings its own, the others have none.</summary>
    private static readonly string[] _without = ["demo", "completion", "version"];

    /// <summary>Commands that read files or the lake alone: the four are taken and not shown.</summary>
    private static readonly string[] _hidden =
    [
        "validate",
        "contracts list", "contracts check", "contracts drift",
        "experiments create", "experiments check", "experiments assign", "experiments compare",
        "lake status", "lake sql", "lake verify", "lake compact",
        "quality check", "quality suggest",
        "retention plan", "retention apply",
    ];

    /// <summary>Adds to a command and those below it what they lack of the four.</summary>
    public static void AddTo(RootCommand root)
    {
        foreach (var command in root.Subcommands)
        {
            AddTo(command, command.Name);
        }
    }

    private static void AddTo(Command command, string path)
    {
        foreach (var child in command.Subcommands)
        {
            AddTo(child, $"{path} {child.Name}");
        }

        if (command is not CliCommand || _without.Contains(command.Name))
        {
            return;
        }

        foreach (var option in (SettingOption[])
            [PipelineOptionSet.Bootstrap(), PipelineOptionSet.Group(), PipelineOptionSet.Clicks(), PipelineOptionSet.State()])
        {
            if (command.Options.All(own => own.Name != option.Name))
            {
                option.Hidden = _hidden.Contains(path);
                command.Add(option);
            }
        }
    }
}
