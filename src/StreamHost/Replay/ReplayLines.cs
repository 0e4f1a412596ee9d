using System.Text.Json;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Replay;

/// <summary>What a replay and its comparison say to people.</summary>
internal static class ReplayLines
{
    public static void Begin(Screen screen, ReplayPlan plan, long done, IReadOnlyList<string> made)
    {
        var of = plan.Partitions.Sum(span => span.Length());
        foreach (var topic in made)
        {
            screen.Output.WriteLine($"made topic {topic}");
        }

        screen.Output.WriteLine(
            $"replay '{plan.Name}': {plan.Clicks} from {plan.From} to {plan.To}, {of:N0} records of "
            + $"{plan.Partitions.Count} partitions, into {plan.Output}, model {plan.Model}");
        if (done == of)
        {
            screen.Output.WriteLine(
                $"finished before: all {of:N0} are committed, nothing is left to do. Name another --name and --output "
                + "to replay again.");
        }
        else if (done > 0)
        {
            screen.Output.WriteLine($"goes on at {done:N0} of {of:N0} records");
        }
    }

    public static void End(Screen screen, ReplayReport report)
    {
        screen.Output.WriteLine(
            $"read {report.Read:N0} = applied {report.Applied:N0} + duplicate {report.Duplicate:N0} + rejected "
            + $"{report.Rejected:N0} + quarantined {report.Quarantined:N0} + passed over {report.PassedOver:N0}");
        screen.Output.WriteLine(
            $"answers {report.Answers:N0}, written by this run {report.Emitted:N0}, {report.Seconds:F1} s, "
            + $"{report.PerSecond:N0} records a second on {report.Provider}");
        if (report.Waiting > 0)
        {
            screen.Output.WriteLine(
                $"{report.Waiting:N0} clicks wait for the throttle at the end of the span and are not answered");
        }

        screen.Output.WriteLine(report.IsFinished
            ? "finished: every partition is committed up to the end of its span"
            : $"stopped at {report.Done:N0} of {report.Of:N0} records; the same line goes on from there");
    }

    public static void Parity(Screen screen, ParityReport report)
    {
        var kinds = string.Join(", ", report.DifferentBy.Where(by => by.Value > 0).Select(by => $"{by.Key} {by.Value:N0}"));
        screen.Output.WriteLine(
            report.Replay is { } replay ? $"compared the span of replay '{replay}'" : "compared the topics whole");
        screen.Output.WriteLine(
            $"equal {report.Equal:N0}, different {report.Different:N0}{(kinds.Length > 0 ? $" ({kinds})" : "")}, "
            + $"missing {report.Missing:N0}, extra {report.Extra:N0}");
        screen.Output.WriteLine(
            $"outside {report.Outside:N0}, void {report.Void:N0}, repeated live {report.RepeatedLive:N0}, repeated replayed "
            + $"{report.RepeatedReplayed:N0}, unreadable {report.Unreadable:N0}");
        foreach (var example in report.Examples)
        {
            screen.Output.WriteLine($"  {example}");
        }

        screen.Output.WriteLine(report.IsFull ? "full parity" : "no parity");
    }

    public static Task WriteAsync(ReplayReport report, string? path) =>
        WriteAsync(path, JsonSerializer.Serialize(report, ReplayJson.Default.ReplayReport));

    public static Task WriteAsync(ParityReport report, string? path) =>
        WriteAsync(path, JsonSerializer.Serialize(report, ReplayJson.Default.ParityReport));

    private static Task WriteAsync(string? path, string json) =>
        path is null ? Task.CompletedTask : File.WriteAllTextAsync(path, json + "\n", CancellationToken.None);
}
