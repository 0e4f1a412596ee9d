using Spectre.Console;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Admin;

namespace StreamReco.StreamHost.Cli.Models;

/// <summary><c>models list</c>: the models that the nodes can see, and which answer.</summary>
internal sealed class ModelsListCommand() : RemoteCommand<IReadOnlyList<ModelAnswer>>(
    "list", "List the models that the nodes can see, and for which partitions each answers.")
{
    public override IReadOnlyList<CommandExample> Examples { get; } =
        [new("Until a change has arrived everywhere", "streamreco models list --node http://127.0.0.1:8095 --watch")];

    protected override Task<IReadOnlyList<ModelAnswer>> QueryAsync(
        CommandContext context, AdminClient node, CancellationToken cancel) =>
        node.GetAsync<IReadOnlyList<ModelAnswer>>("/admin/v1/cluster/models", cancel);

    protected override void Write(IReadOnlyList<ModelAnswer> answer, IAnsiConsole console)
    {
        var table = Cells.Table("version", "name", "created", ">items", ">nodes", ">loaded at", "answers for partitions", "problem");
        foreach (var same in answer.GroupBy(model => model.Version))
        {
            var model = same.First();
            table.AddRow(
                Cells.Text(model.Version), Cells.Text(model.Name), Cells.Time(model.Created), Cells.Number(model.Items),
                $"{same.Count()}", $"{same.Count(one => one.IsLoaded)}",
                Cells.Ranges([.. same.SelectMany(one => one.Partitions).Distinct().Order()]),
                Cells.Text(same.Select(one => one.Problem).FirstOrDefault(problem => problem is not null)));
        }

        console.Write(table);
    }
}
