using System.CommandLine;
using System.Text;
using System.Text.Json;
using Spectre.Console;
using StreamReco.Models.Contracts;
using StreamReco.Stages.DataQuality;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Cli.Validation;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Contracts;

/// <summary><c>contracts drift</c>: what sources send that a contract does not say.</summary>
internal sealed class ContractsDriftCommand : CliCommand
{
    private readonly Argument<string> _file = new InputFileArgument("CONTRACT") { Description = "A version of a contract, contracts/NAME/VERSION.json." };

    private readonly Argument<string> _events = new InputFileArgument("FILE") { Description = "Records, one a line, plain or gzip'd; - is standard input." };

    private readonly Option<bool> _kcat = new("--kcat")
    {
        Description = "The lines are those of kcat -J: with offsets, and with headers that name the source.",
    };

    private readonly Option<string> _output = OutputOption.Of("How it is written; json is an object with what was found by source and place.");

    public ContractsDriftCommand()
        : base("drift", "Unknown fields, other types, new values and missing fields by source, with where each was seen first; exit code 1 if there is any.")
    {
        Add(_file);
        Add(_events);
        Add(_kcat);
        Add(_output);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("Of what kcat -C -J prints of a topic", "streamreco contracts drift contracts/clicks/1.json - --kcat"),
    ];

    public override Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var report = ContractFiles.With(context.Parse.GetRequiredValue(_file), contract =>
        {
            using var lines = LineSource.Open(context.Parse.GetRequiredValue(_events), Console.OpenStandardInput);
            return Take(contract, lines, context.Value(_kcat), cancel);
        });
        Show(report, context);
        return Task.FromResult(report.Findings.Count > 0 || report.Unreadable > 0 ? ExitCode.Failure : ExitCode.Ok);
    }

    private static DriftReport Take(Contract contract, LineSource lines, bool kcat, CancellationToken cancel)
    {
        var drift = new SchemaDrift(contract);
        var unreadable = 0L;
        while (lines.Read() is { } line)
        {
            cancel.ThrowIfCancellationRequested();
            var isRead = KcatLine.TryRead(lines, line, kcat, receivedMs: 0, out var record);
            if (!isRead || (record.Kind == LogRecordKind.Click && !TryAdd(drift, record)))
            {
                unreadable++;
            }
        }

        return new DriftReport(contract.Name, contract.Version, drift.Records, unreadable, drift.Findings);
    }

    private static bool TryAdd(SchemaDrift drift, in LogRecord record)
    {
        try
        {
            using var json = JsonDocument.Parse(record.ValueBytes.ToArray());
            drift.Add(Encoding.UTF8.GetString(RecordSource.Of(record)), record.Offset, json.RootElement);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void Show(DriftReport report, CommandContext context)
    {
        var screen = context.Screen;
        if (context.Value(_output) == "json")
        {
            screen.Output.WriteLine(JsonSerializer.Serialize(report, ContractsJson.Default.DriftReport));
            return;
        }

        if (report.Findings.Count > 0)
        {
            var table = Cells.Table("source", "place", "what", ">records", ">first at");
            foreach (var one in report.Findings)
            {
                table.AddRow(Cells.Text(one.Source), Cells.Text(one.Path), Cells.Text(one.What), $"{one.Count:N0}", $"{one.First}");
            }

            screen.Results.Write(table);
        }

        screen.Output.WriteLine(
            $"{report.Name} {report.Version}: {report.Findings.Count:N0} places differ in {report.Records:N0} records; {report.Unreadable:N0} lines cannot be read");
    }
}
