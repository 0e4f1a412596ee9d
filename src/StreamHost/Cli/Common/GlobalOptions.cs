using System.CommandLine;
using StreamReco.StreamHost.Cli.Completion;

namespace StreamReco.StreamHost.Cli.Common;

/// <summary>Options that every command understands.</summary>
internal static class GlobalOptions
{
    public static Option<bool> Verbose { get; } = new("--verbose")
    {
        Description = "Show the details of a failure, with its stack trace.",
        Recursive = true,
    };

    public static Option<bool> Quiet { get; } = new("--quiet", "-q")
    {
        Description = "No progress; results and errors only.",
        Recursive = true,
    };

    public static Option<string> Config { get; } = new("--config")
    {
        Description = "A JSON file of settings, in the form of appsettings.json; wins over that one.",
        HelpName = "FILE",
        Recursive = true,
    };

    public static Option<string[]> Set { get; } = new("--set")
    {
        Description = "Any setting by its key, for instance --set Window:AllowedLatenessMs=3600000; repeatable.",
        HelpName = "KEY=VALUE",
        Recursive = true,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
        CompletionSources = { Suggestions.Settings },
    };
}
