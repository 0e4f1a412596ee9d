using System.CommandLine;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Identities;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Identities;

/// <summary><c>identities link</c> and <c>identities unlink</c>: an operator's word on one anonymous id.</summary>
internal sealed class IdentitiesLinkCommand : CliCommand
{
    private readonly RemoteOptionSet _remote = new();
    private readonly Argument<string> _anonymous = new("ANONYMOUS") { Description = "The anonymous id, as the clicks name it." };
    private readonly Argument<string>? _user;

    private IdentitiesLinkCommand(string name, string description, Argument<string>? user)
        : base(name, description)
    {
        _user = user;
        Add(_anonymous);
        if (user is not null)
        {
            Add(user);
        }

        _remote.AddTo(this);
        _remote.AddByTo(this);
    }

    public override IReadOnlyList<CommandExample> Examples =>
        [new(_user is null ? "Let an id stand for itself" : "Take a cookie and a user for one person", $"streamreco identities {Name} cookie-7{(_user is null ? "" : " u42")} --node http://127.0.0.1:8095")];

    public static IdentitiesLinkCommand Link() => new(
        "link", "Take an anonymous id and a user for one person: what was clicked under the id, and will be, is the user's.",
        new Argument<string>("USER") { Description = "The user's id, as the clicks name it." });

    public static IdentitiesLinkCommand Unlink() => new(
        "unlink", "Let an anonymous id stand for itself from here on; no event links it again. What has moved to the user stays there.", user: null);

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var anonymous = context.Parse.GetRequiredValue(_anonymous);
        using var node = await _remote.ConnectAsync(context, cancel);
        var made = _user is null
            ? await node.PostAsync<LinkMade>($"/v1/identities/{Uri.EscapeDataString(anonymous)}/unlink", body: null, cancel)
            : await node.PostAsync<LinkMade>("/v1/identities", new LinkBody(anonymous, context.Parse.GetRequiredValue(_user)), cancel);
        context.Screen.Output.WriteLine(
            $"'{made.Verb}' was written to the log: {made.Where}. 'streamreco identities show {anonymous}' shows what came of it.");
        return ExitCode.Ok;
    }
}
