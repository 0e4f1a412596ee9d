using Spectre.Console;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Segments;

namespace StreamReco.StreamHost.Cli.Segments;

/// <summary><c>segments list</c>: the segments that users belong to.</summary>
internal sealed class SegmentsListCommand() : RemoteCommand<SegmentsAnswer>("list", "List the segments that users belong to.")
{
    public override IReadOnlyList<CommandExample> Examples { get; } =
        [new("All segments", "streamreco segments list --node http://127.0.0.1:8095")];

    protected override Task<SegmentsAnswer> QueryAsync(CommandContext context, AdminClient node, CancellationToken cancel) =>
        node.GetAsync<SegmentsAnswer>("/v1/segments", cancel);

    protected override void Write(SegmentsAnswer answer, IAnsiConsole console)
    {
        if (answer.Count == 0)
        {
            console.WriteLine("there are no segments yet; 'segments refresh' makes them");
            return;
        }

        console.WriteLine($"version {answer.Version}, in force in partitions {Cells.Ranges(answer.Partitions)}, item space {answer.Space}");
        var table = Cells.Table(">segment", ">made of users");
        for (var segment = 0; segment < answer.Count; segment++)
        {
            table.AddRow(Cells.Number(segment), Cells.Number(answer.Users[segment]));
        }

        console.Write(table);
    }
}
