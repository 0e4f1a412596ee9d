using StreamReco.Models.Lake;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.OpenLineage;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Lake;

/// <summary><c>lake compact</c>: merges small files of closed days.</summary>
internal sealed class LakeCompactCommand : CliCommand
{
    public LakeCompactCommand()
        : base("compact", "Merge files below 64 MiB of closed days, those before the newest; the rows stay the same. May run beside 'lake run'.") =>
        PipelineOptionSet.AddTo(this, PipelineOptionSet.Lake(), PipelineOptionSet.OpenLineage());

    public override IReadOnlyList<CommandExample> Examples { get; } = [new("Once a day", "streamreco lake compact --lake lake")];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var options = context.LoadOptions();
        var lake = LakeOpening.Open(options, context.Time);
        var tables = LakeTables.All.Select(table => LakeDatasets.Table(options.Lake.Directory, table));
        var merged = await LineageRun.RunAsync(options, context.Time, context.Screen.Error, "lake.compact", tables, tables, async run =>
        {
            var files = await Task.Run(() => lake.Logs().Sum(log => new LakeRewriting(lake, log).Compact(cancel)), cancel);
            run.Read(() => LakeDatasets.ReplacedIn(lake, options.Lake.Directory));
            run.Wrote(() => LakeDatasets.WrittenTo(lake, options.Lake.Directory));
            return files;
        }, cancel);
        context.Screen.Output.WriteLine($"{merged:N0} files merged into fewer");
        return ExitCode.Ok;
    }
}
