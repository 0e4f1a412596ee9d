using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using StreamReco.Models.Lake;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Lake;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Retention;

/// <summary><c>retention plan</c> and <c>retention apply</c>: what of the lake is over the time that it is kept, and its end.</summary>
internal sealed class RetentionCommand : CliCommand
{
    private readonly bool _applies;
    private readonly Option<string> _output = OutputOption.Of("How it is written; json is an array of objects.");

    private readonly Option<DateOnly?> _asOf = new("--as-of")
    {
        Description = "Count the days back from this day, UTC, for instance 2026-03-01; today without it.",
        HelpName = "DAY",
    };

    private RetentionCommand(string name, string description, bool applies)
        : base(name, description)
    {
        _applies = applies;
        PipelineOptionSet.AddTo(this, PipelineOptionSet.Lake());
        Add(_asOf);
        Add(_output);
    }

    public override IReadOnlyList<CommandExample> Examples => _applies
        ? [new("Once a day", "streamreco retention apply --lake lake")]
        : [new("What would go, with answers of 30 days", "streamreco retention plan --lake lake --set Retention:AnswersDays=30")];

    /// <summary>The dry run.</summary>
    public static RetentionCommand Plan() => new(
        "plan", "Show which files of the lake are over the time that their table is kept (Retention:...Days); nothing is deleted.", applies: false);

    /// <summary>The deletion.</summary>
    public static RetentionCommand Apply() => new(
        "apply", "Delete the files of the lake that 'retention plan' shows. May run beside 'lake run'.", applies: true);

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var options = context.LoadOptions();
        var day = context.Value(_asOf) ?? DateOnly.FromDateTime(context.Time.GetUtcNow().UtcDateTime);
        var retention = new LakeRetention(LakeOpening.Open(options, context.Time), DaysOf(options.Retention), day);
        var tables = await Task.Run(() => _applies ? retention.Apply(cancel) : retention.Plan(), cancel);
        if (context.Value(_output) == "json")
        {
            context.Screen.Output.WriteLine(JsonSerializer.Serialize(tables, HttpJson.Indented));
            return ExitCode.Ok;
        }

        var table = Cells.Table("table", ">kept days", "goes before", ">files", ">rows", ">bytes", "oldest");
        foreach (var one in tables)
        {
            table.AddRow(
                one.Table, one.Days == 0 ? "all" : Cells.Number(one.Days), Cells.Text(one.Before), Cells.Number(one.Files),
                Cells.Number(one.Rows), Cells.Number(one.Bytes), Cells.Text(one.Oldest));
        }

        context.Screen.Results.Write(table);
        context.Screen.Output.WriteLine(_applies ? "deleted" : "nothing was deleted; 'streamreco retention apply' does it");
        return ExitCode.Ok;
    }

    private static Dictionary<string, int> DaysOf(RetentionOptions options) => new(StringComparer.Ordinal)
    {
        [EventRows.Name] = options.EventsDays,
        [AnswerRows.Name] = options.AnswersDays,
        [OutcomeRows.Name] = options.OutcomesDays,
        [RejectedRows.Name] = options.RejectedDays,
    };
}
