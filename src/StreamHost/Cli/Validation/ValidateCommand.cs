using System.CommandLine;
using System.Text.Json;
using StreamReco.Models.Decoding;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Validation;

/// <summary><c>validate</c>: what would be accepted of a file of events, and why not the rest.</summary>
internal sealed class ValidateCommand : CliCommand
{
    private const int LinesBetweenUpdates = 1000;

    private static readonly JsonSerializerOptions _json = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Argument<string> _file = new InputFileArgument("FILE")
    {
        Description = "One record a line, plain or gzip'd; - is standard input.",
    };

    private readonly Option<bool> _kcat = new("--kcat")
    {
        Description = "The lines are those of kcat -J: with Kafka's timestamps and headers (binary CloudEvents).",
    };

    private readonly Option<DateTimeOffset?> _received = new("--received")
    {
        Description = "When the records are taken as received, where the line does not say it; left out: now.",
        HelpName = "TIME",
    };

    private readonly Option<int> _limit = new Option<int>("--limit")
    {
        Description = "Lines shown of those that would not be accepted; all are counted.",
        HelpName = "N",
        DefaultValueFactory = _ => 100,
    }.AtLeast(0);

    private readonly Option<string> _output = OutputOption.Of("How it is written; json is one object.", people: "text");

    public ValidateCommand()
        : base("validate",
            "Say line by line what the pipeline would reject of a file of events, and why; exit code 1 if it would any. "
                + "The file counts as one partition, in its order.")
    {
        Add(_file);
        Option[] own = [_kcat, _received, _limit, _output];
        foreach (var option in own)
        {
            Add(option);
        }
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("A file", "streamreco validate events.ndjson"),
        new("What kcat -C -J prints of a topic", "streamreco validate - --kcat"),
        new("For a script", "streamreco validate events.ndjson.gz --output json --limit 10"),
    ];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var options = context.LoadOptions();
        var file = context.Parse.GetRequiredValue(_file);
        var received = context.Value(_received) ?? context.Time.GetUtcNow();
        var report = new ValidationReport(context.Value(_limit));
        using var lines = LineSource.Open(file, Console.OpenStandardInput);
        await ProgressDisplay.Run(context.Screen, context.Time, "validating", line =>
        {
            var judge = new RecordJudge(options.Pipeline);
            JudgeAll(lines, judge, report, received.ToUnixTimeMilliseconds(), context.Value(_kcat), line, cancel);
            report.LeftOut = judge.LeftOut.Counts;
            return report;
        });
        if (report.Records + report.Controls == 0)
        {
            throw new UserErrorException($"{file} holds no line.");
        }

        if (context.Value(_output) == "json")
        {
            WriteJson(context.Screen.Output, file, report);
        }
        else
        {
            WriteText(context.Screen.Output, report);
        }

        return report.Rejected > 0 ? ExitCode.Failure : ExitCode.Ok;
    }

    private static void JudgeAll(
        LineSource lines, RecordJudge judge, ValidationReport report, long receivedMs, bool kcat, IProgressLine progress,
        CancellationToken cancel)
    {
        while (lines.Read() is { } line)
        {
            var fate = Judge(lines, line, judge, receivedMs, kcat, out var kind, out var failure);
            if (fate == RecordFate.Control)
            {
                report.AddControl(kind);
            }
            else
            {
                report.Add(lines.LineNumber, fate, failure);
            }

            if (lines.LineNumber % LinesBetweenUpdates == 0)
            {
                cancel.ThrowIfCancellationRequested();
                progress.Update(
                    lines.Length > 0 ? lines.Position : lines.LineNumber, lines.Length, $"{lines.LineNumber:N0} lines");
            }
        }
    }

    private static RecordFate Judge(
        LineSource lines, byte[] line, RecordJudge judge, long receivedMs, bool kcat, out LogRecordKind kind, out ValidationFailure? failure)
    {
        failure = KcatLine.Read(lines, line, kcat, receivedMs, out var record);
        kind = record.Kind;
        return failure is null ? judge.Judge(record, out failure) : RecordFate.Rejected;
    }

    private static void WriteText(TextWriter output, ValidationReport report)
    {
        foreach (var line in report.Lines)
        {
            output.WriteLine($"line {line.Line}: {line.Words}");
        }

        var unshown = report.Rejected + report.Duplicates - report.Lines.Count;
        if (unshown > 0)
        {
            output.WriteLine($"... and {unshown:N0} more (--limit shows more)");
        }

        output.WriteLine(
            $"{report.Records:N0} record{(report.Records == 1 ? "" : "s")}: {report.Accepted:N0} accepted, {report.Duplicates:N0} duplicate, "
            + $"{report.Rejected:N0} rejected, {report.PassedOver:N0} passed over");
        if (report.Controls > 0)
        {
            output.WriteLine(
                $"  control records, not among them: {string.Join(", ", ControlNames.All.Select(one => $"{report.ControlsOf(one.Kind):N0} {one.Words}"))}");
        }

        foreach (var reason in report.Reasons)
        {
            output.WriteLine(
                $"  {reason.Reason}{(reason.Field is { } field ? $" {field}" : "")}: {reason.Records:N0}, "
                + $"the first in line {reason.FirstLine}");
        }

        foreach (var name in report.PassedOverNames)
        {
            output.WriteLine($"  passed over {name.Field}: {name.Records:N0}, the first in line {name.FirstLine}");
        }

        foreach (var (what, count) in report.LeftOut)
        {
            output.WriteLine($"  left out {what.FieldName} {what.Words}: {count:N0}");
        }
    }

    private static void WriteJson(TextWriter output, string file, ValidationReport report) =>
        output.WriteLine(JsonSerializer.Serialize(
            new
            {
                file,
                records = report.Records,
                accepted = report.Accepted,
                duplicate = report.Duplicates,
                rejected = report.Rejected,
                passed_over = report.PassedOver,
                ticks = report.ControlsOf(LogRecordKind.Punctuation),
                erasures = report.ControlsOf(LogRecordKind.Erasure),
                model_changes = report.ControlsOf(LogRecordKind.ModelChange),
                experiments = report.ControlsOf(LogRecordKind.Experiment),
                quality_rules = report.ControlsOf(LogRecordKind.QualityRules),
                consent_policies = report.ControlsOf(LogRecordKind.Consent),
                segments = report.ControlsOf(LogRecordKind.Segments),
                bot_policies = report.ControlsOf(LogRecordKind.BotPolicy),
                bot_decisions = report.ControlsOf(LogRecordKind.BotDecision),
                identity_policies = report.ControlsOf(LogRecordKind.IdentityPolicy),
                links = report.ControlsOf(LogRecordKind.Link),
                merges = report.ControlsOf(LogRecordKind.Merge),
                forwarded = report.ControlsOf(LogRecordKind.Forwarded),
                reasons = report.Reasons.Select(reason => new
                {
                    reason = reason.Reason,
                    field = reason.Field,
                    records = reason.Records,
                    first_line = reason.FirstLine,
                }),
                passed_over_events = report.PassedOverNames.Select(name => new
                {
                    name = name.Field,
                    records = name.Records,
                    first_line = name.FirstLine,
                }),
                left_out = report.LeftOut.Select(one => new
                {
                    field = one.What.FieldName,
                    reason = one.What.ReasonName,
                    fields = one.Count,
                }),
                lines = report.Lines.Select(line => new
                {
                    line = line.Line,
                    outcome = line.Failure is null ? "duplicate" : "rejected",
                    failure_type = line.Failure is { } failure ? ValidationFailure.NameOf(failure.Type) : null,
                    field = line.Failure?.Field,
                    message = line.Failure?.Message ?? line.Words,
                }),
            },
            _json));
}
