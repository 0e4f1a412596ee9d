using System.CommandLine;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Admin;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Consent;

/// <summary><c>consent apply</c>: every partition decides by the users' consent from its place in the log on.</summary>
internal sealed class ConsentApplyCommand : CliCommand
{
    private const string Granted = "granted";

    private readonly RemoteOptionSet _remote = new();
    private readonly Option<string> _personalise = Choice("--personalise", "recommendations by what they did: denied keeps nothing of them");
    private readonly Option<string> _train = Choice("--train", "training on what they did");
    private readonly Option<string> _analyse = Choice("--analyse", "counts under their id, of searches and in experiments");

    public ConsentApplyCommand()
        : base(
            "apply",
            "Decide by what events say of their users' consent, in every partition of the cluster. The options say what holds for users who "
            + "said nothing. Once it is on, it stays on.")
    {
        Add(_personalise);
        Add(_train);
        Add(_analyse);
        _remote.AddTo(this);
        _remote.AddByTo(this);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("Take those who said nothing as agreed", "streamreco consent apply --node http://127.0.0.1:8095"),
        new("Refuse consent for those who said nothing", "streamreco consent apply --personalise denied --train denied --analyse denied --node http://127.0.0.1:8095"),
    ];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        using var node = await _remote.ConnectAsync(context, cancel);
        var applied = await node.PostAsync<ConsentApplied>(
            "/admin/v1/consent", new ConsentBody(context.Value(_personalise), context.Value(_train), context.Value(_analyse)), cancel);
        context.Screen.Output.WriteLine(
            $"consent policy {applied.Version} was written to the log of partitions {Cells.Ranges(applied.Partitions)}. "
            + "'streamreco consent status' shows where it is in force.");
        return ExitCode.Ok;
    }

    private static Option<string> Choice(string name, string what) => new Option<string>(name)
    {
        Description = $"What holds for users who said nothing of {what}.",
        HelpName = "granted|denied",
        DefaultValueFactory = _ => Granted,
    }.AcceptOnlyFromAmong(Granted, "denied");
}
