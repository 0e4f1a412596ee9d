using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using StreamReco.Models.Contracts;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Contracts;

/// <summary><c>contracts list</c>: the contracts of a folder, who answers for them, and which fields are personal.</summary>
internal sealed class ContractsListCommand : CliCommand
{
    private readonly Argument<string> _folder = new("FOLDER")
    {
        Description = "The folder of all contracts.",
        DefaultValueFactory = _ => "contracts",
    };

    private readonly Option<string> _output = OutputOption.Of("A list of versions.");

    public ContractsListCommand()
        : base("list", "The versions of all contracts, who answers for them, and their tagged fields.")
    {
        Add(_folder);
        Add(_output);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } = [new("Of the folder contracts", "streamreco contracts list")];

    public override Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var folder = context.Parse.GetRequiredValue(_folder);
        if (!Directory.Exists(folder))
        {
            throw new UserErrorException($"FOLDER is '{folder}', which is no folder.");
        }

        List<ContractRow> rows = [.. Directory.GetDirectories(folder).Order(StringComparer.Ordinal)
            .SelectMany(one => Directory.GetFiles(one, "*.json"))
            .Select(path => ContractFiles.With(path, RowOf)).OrderBy(row => row.Name, StringComparer.Ordinal).ThenBy(row => row.Version)];
        if (context.Value(_output) == "json")
        {
            context.Screen.Output.WriteLine(JsonSerializer.Serialize(rows, ContractsJson.Default.IReadOnlyListContractRow));
            return Task.FromResult(ExitCode.Ok);
        }

        var table = Cells.Table("contract", ">version", "compatibility", "owner", ">examples", "tags");
        foreach (var row in rows)
        {
            table.AddRow(
                Cells.Text(row.Name), $"{row.Version}", row.Compatibility, Cells.Text(row.Owner), $"{row.Examples}",
                Cells.Text(string.Join(", ", row.Tags.Select(tag => $"{tag.Key} {tag.Value}"))));
        }

        context.Screen.Results.Write(table);
        return Task.FromResult(ExitCode.Ok);
    }

    private static ContractRow RowOf(Contract contract) => new(
        contract.Name, contract.Version, ContractModes.NameOf(contract.Mode), contract.Owner, contract.Samples().Count,
        contract.Tags.ToDictionary(tag => tag.Key, tag => tag.Value));
}
