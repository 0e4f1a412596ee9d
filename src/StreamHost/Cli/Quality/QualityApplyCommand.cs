using System.CommandLine;
using System.Text;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Admin;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Quality;

/// <summary><c>quality apply</c>: every partition judges by a rules file from its place in the log on.</summary>
internal sealed class QualityApplyCommand : CliCommand
{
    private readonly RemoteOptionSet _remote = new();
    private readonly Argument<string> _file = new InputFileArgument("FILE") { Description = "A rules file; one without rules ends the judging." };

    public QualityApplyCommand()
        : base("apply", "Judge by this rules file, in every partition of the cluster, instead of the rules in force.")
    {
        Add(_file);
        _remote.AddTo(this);
        _remote.AddByTo(this);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
        [new("Judge events by a rules file", "streamreco quality apply quality.json --node http://127.0.0.1:8095")];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var rules = RulesFile.Read(context.Parse.GetRequiredValue(_file));
        using var node = await _remote.ConnectAsync(context, cancel);
        var applied = await node.PostAsync<QualityRulesApplied>(
            "/admin/v1/quality/rules", new QualityRulesBody(Encoding.UTF8.GetString(rules.Bytes.Span)), cancel);
        context.Screen.Output.WriteLine(
            $"{applied.Rules} rules of version {applied.Version} were written to the log of partitions {Cells.Ranges(applied.Partitions)}. "
            + "'streamreco quality status' shows where they are in force.");
        return ExitCode.Ok;
    }
}
