using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Config;

/// <summary><c>config show</c>: every setting in force, and where it comes from.</summary>
internal sealed class ConfigShowCommand : CliCommand
{
    private readonly RemoteOptionSet _remote = new();

    private readonly Option<bool> _changed = new("--changed")
    {
        Description = "Only what differs from the defaults.",
    };

    private readonly Option<string> _output = OutputOption.Of("How it is written; json is an array of objects.");

    public ConfigShowCommand()
        : base("show", "Show every setting in force and where it comes from: what a node here would take, or with --node what one took.")
    {
        _remote.AddTo(this);
        Add(_changed);
        Add(_output);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("What 'run' would take here", "streamreco config show --changed"),
        new("What a node runs with", "streamreco config show --node http://127.0.0.1:8095"),
    ];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var settings = await ReadAsync(context, cancel);
        if (context.Value(_changed))
        {
            settings = [.. settings.Where(setting => setting.From != "default")];
        }

        if (context.Value(_output) == "json")
        {
            context.Screen.Output.WriteLine(JsonSerializer.Serialize(
                settings, HttpJson.Indented));
            return ExitCode.Ok;
        }

        if (settings.Count == 0)
        {
            context.Screen.Output.WriteLine("no setting differs from its default");
            return ExitCode.Ok;
        }

        var table = Cells.Table("setting", "value", "from");
        foreach (var setting in settings)
        {
            table.AddRow(setting.Key, Cells.Text(setting.Value), Cells.Text(setting.From));
        }

        context.Screen.Results.Write(table);
        return ExitCode.Ok;
    }

    private async Task<IReadOnlyList<EffectiveSetting>> ReadAsync(CommandContext context, CancellationToken cancel)
    {
        if (!_remote.IsNamed(context))
        {
            return context.LoadOptions().Shown;
        }

        using var node = await _remote.ConnectAsync(context, cancel);
        return await node.GetAsync<IReadOnlyList<EffectiveSetting>>("/admin/v1/config", cancel);
    }
}
