using StreamReco.Models.Lake;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Lake;

/// <summary><c>lake compact</c>: merges small files of closed days.</summary>
internal sealed class LakeCompactCommand : CliCommand
{
    public LakeCompactCommand()
        : base("compact", "Merge files below 64 MiB of closed days, those before the newest; the rows stay the same. May run beside 'lake run'.") =>
        PipelineOptionSet.AddTo(this, PipelineOptionSet.Lake());

    public override IReadOnlyList<CommandExample> Examples { get; } = [new("Once a day", "streamreco lake compact --lake lake")];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var lake = LakeOpening.Open(context.LoadOptions(), context.Time);
        var merged = await Task.Run(
            () => lake.Logs().Sum(log => new LakeRewriting(lake, log).Compact(cancel)), cancel);
        context.Screen.Output.WriteLine($"{merged:N0} files merged into fewer");
        return ExitCode.Ok;
    }
}
