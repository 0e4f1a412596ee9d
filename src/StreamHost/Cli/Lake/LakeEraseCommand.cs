using System.CommandLine;
using StreamReco.Models.Lake;
using StreamReco.Stages.Privacy;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Lake;

/// <summary><c>lake erase</c>: removes a user from a lake whose writer does not run.</summary>
internal sealed class LakeEraseCommand : CliCommand
{
    private readonly Argument<string> _user = new("USER") { Description = "The user's id, in clear." };

    public LakeEraseCommand()
        : base(
            "erase",
            "Remove the rows of a user from the lake's files, which are rewritten without them. 'users erase' does this by itself "
            + "where 'lake run' runs: use it for copies of a lake, and for lakes that are no longer written.")
    {
        Add(_user);
        PipelineOptionSet.AddTo(this, PipelineOptionSet.Lake());
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
        [new("Erase a user from a copy, and check it", "streamreco lake erase u42 --lake copy && streamreco lake verify --lake copy --absent u42")];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var options = context.LoadOptions();
        var lake = LakeOpening.Open(options, context.Time);
        var id = context.Parse.GetValue(_user)!;
        var user = Pseudonymizer.Open(options.Pipeline.Privacy)?.Of(id) ?? id;
        var removed = await Task.Run(
            () => lake.Logs().Sum(log => new LakeRewriting(lake, log).Erase(user, cancel)), cancel);
        context.Screen.Output.WriteLine($"{removed:N0} rows removed");
        return ExitCode.Ok;
    }
}
