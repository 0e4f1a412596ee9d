using System.CommandLine;
using System.Text.Json;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Bots;

/// <summary><c>bots show</c>: how one user clicks, signal by signal.</summary>
internal sealed class BotsShowCommand : CliCommand
{
    private readonly RemoteOptionSet _remote = new();
    private readonly Argument<string> _user = new("USER") { Description = "The user's id." };
    private readonly Option<string> _output = OutputOption.Of("How it is written.", people: "text");

    public BotsShowCommand()
        : base("show", "Show what a user is taken for, and the value of each signal.")
    {
        Add(_user);
        Add(_output);
        _remote.AddTo(this);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
        [new("Show why a user is taken for a program", "streamreco bots show u42 --node http://127.0.0.1:8095")];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var asked = context.Parse.GetRequiredValue(_user);
        using var node = await _remote.ConnectAsync(context, cancel);
        var user = await node.GetAsync<JsonElement>($"/v1/users/{Uri.EscapeDataString(asked)}", cancel);
        if (!user.GetProperty("state").TryGetProperty("bot", out var bot))
        {
            throw new UserErrorException($"User '{asked}' has not been judged: no bot policy is in force, or none of its clicks came since.");
        }

        var screen = context.Screen;
        if (context.Value(_output) == "json")
        {
            screen.Output.WriteLine(JsonSerializer.Serialize(bot, HttpJson.Indented));
            return ExitCode.Ok;
        }

        screen.Output.WriteLine(
            $"verdict {bot.GetProperty("verdict").GetString()}, decision {bot.GetProperty("decision").GetString()}, "
            + $"{(bot.GetProperty("held").GetBoolean() ? "held" : "not held")}, {bot.GetProperty("clicks")} clicks judged");
        foreach (var signal in bot.GetProperty("signals").EnumerateObject())
        {
            screen.Output.WriteLine($"{signal.Name,-18}{(signal.Value.ValueKind == JsonValueKind.Null ? "not known yet" : signal.Value.ToString())}");
        }

        return ExitCode.Ok;
    }
}
