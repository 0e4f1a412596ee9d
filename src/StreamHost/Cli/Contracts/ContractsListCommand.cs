using System.CommandLine;
using System.Globalization;
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

    private readonly Option<string> _output = OutputOption.Of("How it is written; json is an array of versions.");

    public ContractsListCommand()
        : base("list", "The versions of all contracts, who answers for them, and their tagged fields; exit code 1 if one cannot be read.")
    {
        Add(_folder);
        Add(_output);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } = [new("List the contracts of the folder contracts", "streamreco contracts list")];

    public override Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var folder = context.Parse.GetRequiredValue(_folder);
        if (!Directory.Exists(folder))
        {
            throw new UserErrorException($"FOLDER is '{folder}', which is no folder.");
        }

        List<ContractRow> rows = [.. Directory.GetDirectories(folder).Order(StringComparer.Ordinal)
            .SelectMany(one => Directory.GetFiles(one, "*.json"))
            .Select(RowOf).OrderBy(row => row.Name, StringComparer.Ordinal).ThenBy(row => row.Version)];
        var exitCode = rows.Exists(row => row.Problem is not null) ? ExitCode.Failure : ExitCode.Ok;
        if (context.Value(_output) == "json")
        {
            context.Screen.Output.WriteLine(JsonSerializer.Serialize(rows, ContractsJson.Default.IReadOnlyListContractRow));
            return Task.FromResult(exitCode);
        }

        var table = Cells.Table("contract", ">version", "compatibility", "owner", ">examples", "tags, or the problem");
        foreach (var row in rows)
        {
            table.AddRow(
                Cells.Text(row.Name), Cells.Text(row.Version?.ToString(CultureInfo.InvariantCulture)), Cells.Text(row.Compatibility),
                Cells.Text(row.Owner), Cells.Text(row.Examples?.ToString(CultureInfo.InvariantCulture)),
                Cells.Text(row.Problem ?? string.Join(", ", (row.Tags ?? new Dictionary<string, string>()).Select(tag => $"{tag.Key} {tag.Value}"))));
        }

        context.Screen.Results.Write(table);
        return Task.FromResult(exitCode);
    }

    private static ContractRow RowOf(string path)
    {
        try
        {
            var contract = Contract.Read(path);
            return new ContractRow(
                contract.Name, contract.Version, ContractModes.NameOf(contract.Mode), contract.Owner, contract.Samples().Count,
                contract.Tags.ToDictionary(tag => tag.Key, tag => tag.Value));
        }
        catch (ContractException e)
        {
            var version = int.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (int?)null;
            return new ContractRow(Path.GetFileName(Path.GetDirectoryName(path))!, version, null, null, null, null, e.Message);
        }
    }
}
