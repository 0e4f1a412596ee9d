using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;
using StreamReco.Models.Contracts;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Cli.Validation;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Contracts;

/// <summary><c>contracts check</c>: what a new version of a contract breaks.</summary>
internal sealed class ContractsCheckCommand : CliCommand
{
    private readonly Argument<string> _file = new InputFileArgument("CONTRACT") { Description = "The new version, contracts/NAME/VERSION.json; the earlier ones stand beside it." };

    private readonly Option<bool> _events = new("--events")
    {
        Description = "The records are events: each example must also be accepted by the reader of the nodes.",
    };

    private readonly Option<string> _output = OutputOption.Of("How it is written; json is an object with the version and what it breaks.");

    public ContractsCheckCommand()
        : base("check", "Compare a version of a contract with the earlier ones and with their examples; exit code 1 if it breaks something.")
    {
        Add(_file);
        Add(_events);
        Add(_output);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("Before a source sends by it", "streamreco contracts check contracts/clicks/2.json --events"),
    ];

    public override Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var options = context.LoadOptions();
        return Task.FromResult(ContractFiles.With(context.Parse.GetRequiredValue(_file), contract =>
        {
            List<ContractBreak> breaks = [.. ContractVerdict.Of(contract)];
            if (context.Value(_events))
            {
                var judge = new RecordJudge(options.Pipeline);
                breaks.AddRange(VersionsOf(contract).SelectMany(version => Unread(version, judge, context.Time)));
            }

            Show(contract, breaks, context);
            return breaks.Count > 0 ? ExitCode.Failure : ExitCode.Ok;
        }));
    }

    private static IEnumerable<Contract> VersionsOf(Contract newest) => newest.Earlier().Append(newest);

    /// <summary>Examples that nodes would reject.</summary>
    private static IEnumerable<ContractBreak> Unread(Contract contract, RecordJudge judge, TimeProvider time)
    {
        foreach (var sample in contract.Samples())
        {
            var record = new LogRecord(
                0, time.GetUtcNow().ToUnixTimeMilliseconds(), null, JsonSerializer.SerializeToUtf8Bytes(sample.Value, ContractsJson.Default.JsonElement), null);
            if (judge.Judge(record, out var failure) == RecordFate.Rejected)
            {
                yield return new ContractBreak("reader", contract.Version, $"$.{failure?.Field}", failure?.Message ?? "is rejected", sample.Path);
            }
        }
    }

    private void Show(Contract contract, IReadOnlyList<ContractBreak> breaks, CommandContext context)
    {
        var screen = context.Screen;
        if (context.Value(_output) == "json")
        {
            screen.Output.WriteLine(JsonSerializer.Serialize(
                new ContractReport(contract.Name, contract.Version, ContractModes.NameOf(contract.Mode), contract.Owner, breaks),
                ContractsJson.Default.ContractReport));
            return;
        }

        if (breaks.Count > 0)
        {
            var table = Cells.Table("breaks", "version", "place", "what", "example");
            foreach (var one in breaks)
            {
                table.AddRow(one.Direction, $"{one.Version}", Cells.Text(one.Path), Cells.Text(one.What), Cells.Text(Path.GetFileName(one.Sample)));
            }

            screen.Results.Write(table);
        }

        var samples = VersionsOf(contract).Sum(version => version.Samples().Count);
        screen.Output.WriteLine(
            $"{contract.Name} {contract.Version} ({ContractModes.NameOf(contract.Mode)}): {breaks.Count:N0} breaks, {contract.Earlier().Count:N0} earlier versions, {samples:N0} examples");
    }
}

/// <summary>What <c>contracts check</c> found.</summary>
internal sealed record ContractReport(string Name, int Version, string Compatibility, string Owner, IReadOnlyList<ContractBreak> Breaks);

/// <summary>A version as <c>contracts list</c> shows it; of one that cannot be read its name and what the problem is.</summary>
internal sealed record ContractRow(
    string Name, int? Version, string? Compatibility, string? Owner, int? Examples, IReadOnlyDictionary<string, string>? Tags, string? Problem = null);

/// <summary>What <c>contracts drift</c> found.</summary>
internal sealed record DriftReport(string Name, int Version, long Records, long Unreadable, IReadOnlyList<DriftFinding> Findings);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(ContractReport))]
[JsonSerializable(typeof(IReadOnlyList<ContractRow>))]
[JsonSerializable(typeof(DriftReport))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ContractsJson : JsonSerializerContext;
