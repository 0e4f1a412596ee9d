using System.CommandLine;
using Spectre.Console;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Admin;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Models;

/// <summary><c>models show</c>: one model, node by node.</summary>
internal sealed class ModelsShowCommand : RemoteCommand<IReadOnlyList<ModelAnswer>>
{
    private readonly Argument<string> _version = new("VERSION") { Description = "The model's version, as 'models list' says it." };

    public ModelsShowCommand()
        : base("show", "Show a model: what it says of itself, and what each node says of it.") => Add(_version);

    public override IReadOnlyList<CommandExample> Examples { get; } =
        [new("One model", "streamreco models show bb0863e0e795 --node http://127.0.0.1:8095")];

    protected override async Task<IReadOnlyList<ModelAnswer>> QueryAsync(
        CommandContext context, AdminClient node, CancellationToken cancel)
    {
        var version = context.Parse.GetValue(_version)!;
        var all = await node.GetAsync<IReadOnlyList<ModelAnswer>>("/admin/v1/cluster/models", cancel);
        IReadOnlyList<ModelAnswer> found = [.. all.Where(model => model.Version == version)];
        return found.Count > 0 ? found : throw new UserErrorException(
            $"No node sees a model '{version}'; they see {string.Join(", ", all.Select(model => model.Version).Distinct())}.");
    }

    protected override void Write(IReadOnlyList<ModelAnswer> answer, IAnsiConsole console)
    {
        var model = answer[0];
        console.WriteLine($"version  {model.Version}");
        console.WriteLine($"name     {model.Name}");
        console.WriteLine($"created  {Cells.Time(model.Created)}");
        console.WriteLine($"items    {Cells.Number(model.Items)}");
        foreach (var (name, value) in model.Metrics ?? new Dictionary<string, double>())
        {
            console.WriteLine($"{name,-8} {value:0.0000}");
        }

        var table = Cells.Table("node", "folder", "settings name it", "loaded", ">agrees with the settings' model", "answers for partitions", "problem");
        foreach (var at in answer)
        {
            table.AddRow(
                Cells.Text(at.Node), Cells.Text(at.Folder), at.IsBase ? "yes" : "no", at.IsLoaded ? "yes" : "no",
                at.Agreement is { } share ? $"{share * 100:0} %" : "-", Cells.Ranges(at.Partitions), Cells.Text(at.Problem));
        }

        console.Write(table);
    }
}
