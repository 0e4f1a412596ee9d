using System.CommandLine;
using StreamReco.Models.Lake;
using StreamReco.Stages.Privacy;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.OpenLineage;
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
        PipelineOptionSet.AddTo(
            this, PipelineOptionSet.Lake(), PipelineOptionSet.Group(), PipelineOptionSet.AuditState(), PipelineOptionSet.OpenLineage());
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
        [new("Erase a user from a copy, and check it", "streamreco lake erase u42 --lake copy && streamreco lake verify --lake copy --absent u42")];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var options = context.LoadOptions();
        var lake = LakeOpening.Open(options, context.Time);
        var id = context.Parse.GetValue(_user)!;
        var user = Pseudonymizer.Open(options.Pipeline.Privacy)?.Of(id) ?? id;
        await CommandAudit.RecordAsync(context, group: null, "lake erase", user, "begun", cancel);
        var tables = LakeTables.All.Select(table => LakeDatasets.Table(options.Lake.Directory, table));
        var removed = await LineageRun.RunAsync(options, context.Time, context.Screen.Error, "lake.erase", tables, tables, async run =>
        {
            var rows = await Task.Run(() => Erase(lake, user, cancel), cancel);
            run.Read(() => LakeDatasets.ReplacedIn(lake, options.Lake.Directory));
            run.Wrote(() => LakeDatasets.WrittenTo(lake, options.Lake.Directory));
            return rows;
        }, cancel);
        await CommandAudit.RecordAsync(context, group: null, "lake erase", user, removed > 0 ? "erased" : "not found", cancel);
        context.Screen.Output.WriteLine($"{removed:N0} rows removed");
        return ExitCode.Ok;
    }

    /// <summary>Outcomes come last, behind a fence: a labelling that runs makes no rows of the user any more.</summary>
    private static long Erase(ClickLake lake, string user, CancellationToken cancel) =>
        lake.Logs(LakeStream.Clicks).Concat(lake.Logs(LakeStream.Answers)).Sum(log => new LakeRewriting(lake, log).Erase(user, cancel))
        + new OutcomeFence(lake).Erase(user, cancel);
}
