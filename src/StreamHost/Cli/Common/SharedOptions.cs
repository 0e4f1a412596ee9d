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

    /// <summary>Adds to a command and those below it what they lack of the four.</summary>
    public static void AddTo(Command command)
    {
        foreach (var child in command.Subcommands)
        {
            AddTo(child);
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
                command.Add(option);
            }
        }
    }
}
