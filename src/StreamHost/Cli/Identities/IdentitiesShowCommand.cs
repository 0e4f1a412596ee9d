using System.CommandLine;
using System.Text.Json;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Identities;

/// <summary><c>identities show</c>: whom an id belongs to, and which ids belong to it.</summary>
internal sealed class IdentitiesShowCommand : CliCommand
{
    private readonly RemoteOptionSet _remote = new();
    private readonly Argument<string> _id = new("ID") { Description = "A user's id, or an anonymous one." };
    private readonly Option<string> _output = OutputOption.Of("How it is written.", people: "text");

    public IdentitiesShowCommand()
        : base("show", "Show whom an id belongs to, and which anonymous ids belong to it.")
    {
        Add(_id);
        Add(_output);
        _remote.AddTo(this);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
        [new("Which anonymous ids are a user's", "streamreco identities show u42 --node http://127.0.0.1:8095")];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var id = context.Parse.GetRequiredValue(_id);
        using var node = await _remote.ConnectAsync(context, cancel);
        var links = await node.GetAsync<JsonElement>($"/v1/identities/{Uri.EscapeDataString(id)}", cancel);
        var output = context.Screen.Output;
        if (context.Value(_output) == "json")
        {
            output.WriteLine(JsonSerializer.Serialize(links, HttpJson.Indented));
            return ExitCode.Ok;
        }

        var isShared = links.GetProperty("shared").GetBoolean();
        output.WriteLine(
            links.GetProperty("points_to").GetString() is { } user ? $"'{id}' is {user}: later clicks are theirs"
            : isShared ? $"'{id}' is a shared device and stands for itself" : $"'{id}' stands for itself");
        foreach (var other in links.GetProperty("users").EnumerateArray())
        {
            output.WriteLine($"  {other.GetString()} signed in here");
        }

        foreach (var one in links.GetProperty("ids").EnumerateArray())
        {
            var why = one.TryGetProperty("why", out var reason) ? $" ({reason.GetString()})" : "";
            output.WriteLine($"  {one.GetProperty("id").GetString()}: {one.GetProperty("link").GetString()}{why}");
        }

        if (links.GetProperty("refuses_links").GetString() is { } refuses)
        {
            output.WriteLine($"  a link of '{id}' to another user is refused ({refuses})");
        }

        return ExitCode.Ok;
    }
}
