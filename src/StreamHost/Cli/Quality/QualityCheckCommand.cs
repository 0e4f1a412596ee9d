using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using StreamReco.Models.DataQuality;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Cli.Validation;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Quality;

/// <summary><c>quality check</c>: whether a rules file can be used, what it says, and what it makes of a file of events.</summary>
internal sealed class QualityCheckCommand : CliCommand
{
    private readonly Argument<string> _file = new InputFileArgument("FILE") { Description = "A rules file (docs/QUALITY.md)." };

    private readonly Option<string> _events = new InputFileOption("--events")
    {
        Description = "Try the rules on these events, a record a line, plain or gzip'd; exit code 1 if one raises an alert.",
        HelpName = "EVENTS",
    };

    private readonly Option<bool> _kcat = new("--kcat")
    {
        Description = "The lines of EVENTS are those of kcat -J: with Kafka's timestamps and headers.",
    };

    public QualityCheckCommand()
        : base("check", "Check a rules file, and show its rules; exit code 1 with a line for each fault.")
    {
        Add(_file);
        Add(_events);
        Add(_kcat);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("Before it is applied", "streamreco quality check quality.json"),
        new("On events of another day", "streamreco quality check quality.json --events events.ndjson"),
    ];

    public override Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var rules = RulesFile.Read(context.Parse.GetRequiredValue(_file), ExitCode.Failure);
        if (context.Value(_events) is not { } events)
        {
            Show(rules, context.Screen);
            return Task.FromResult(ExitCode.Ok);
        }

        var trial = new RuleTrial(rules, context.LoadOptions().Pipeline);
        using var lines = LineSource.Open(events, Console.OpenStandardInput);
        trial.Run(lines, context.Time.GetUtcNow().ToUnixTimeMilliseconds(), context.Value(_kcat), cancel);
        Show(trial, context.Screen);
        return Task.FromResult(trial.Changes.Count > 0 ? ExitCode.Failure : ExitCode.Ok);
    }

    private static void Show(QualityRules rules, Screen screen)
    {
        var table = Cells.Table("rule", "check", "field", "action", ">warn", ">fail");
        foreach (var rule in rules.Rules)
        {
            table.AddRow(
                Cells.Text(rule.Name), QualityNames.NameOf(rule.Check), rule.Field is { } field ? QualityFields.NameOf(field) : "-",
                QualityNames.NameOf(rule.Action), Number(rule.Warn), Number(rule.Fail));
        }

        screen.Results.Write(table);
        screen.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"version {rules.Version}: {rules.Rules.Count} rules, windows of {TimeSpan.FromMilliseconds(rules.WindowMs)}, judged from "
                + $"{rules.MinCount} records on, raised after {rules.RaiseAfter}, cleared after {rules.ClearAfter}"));
    }

    private static void Show(RuleTrial trial, Screen screen)
    {
        var table = Cells.Table("rule", "check", "source", "level", ">judged", ">failed", ">late", ">last window");
        foreach (var row in trial.Report.Rows)
        {
            table.AddRow(
                Cells.Text(row.Rule), row.Check, Cells.Text(row.Source), row.Level, Cells.Number(row.Judged), Cells.Number(row.Failed),
                Cells.Number(row.Late), Number(row.Last));
        }

        screen.Results.Write(table);
        foreach (var change in trial.Changes)
        {
            screen.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{DateTimeOffset.FromUnixTimeMilliseconds(change.WindowToMs):u} {change.Rule.Name} of {change.Source}: "
                    + $"{QualityNames.NameOf(change.Before)} -> {QualityNames.NameOf(change.Level)} at {change.Verdict.Micro / 1e6}"));
        }

        screen.Output.WriteLine($"{trial.Rejected:N0} events would be rejected, {trial.Quarantined:N0} held in the quarantine");
    }

    private static string Number(double? number) => number is { } given ? given.ToString("0.####", CultureInfo.InvariantCulture) : "-";
}
