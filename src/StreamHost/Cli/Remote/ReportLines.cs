using StreamReco.StreamHost.Node;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Remote;

/// <summary>A report in a few lines for people.</summary>
internal static class ReportLines
{
    public static void Write(NodeReport report, Screen screen)
    {
        if (screen.IsQuiet)
        {
            return;
        }

        var rejected = string.Join(", ", report.Rejected.Where(r => r.Value > 0).Select(r => $"{r.Key} {r.Value:N0}"));
        var output = screen.Output;
        output.WriteLine(
            $"read {report.Read:N0} = applied {report.Applied:N0} + duplicate {report.Duplicate:N0} + rejected {report.RejectedTotal:N0}"
            + (rejected.Length > 0 ? $" ({rejected})" : string.Empty) + $" + quarantined {report.Quarantined:N0} + passed over {report.PassedOver:N0}");
        output.WriteLine(
            $"answers {report.Answers:N0}, latency p50 {Cells.Millis(report.LatencyMs.P50)}, p99 {Cells.Millis(report.LatencyMs.P99)}, "
            + $"{report.Seconds:F1} s, {report.Delivery}");
        output.WriteLine($"model {report.Model.Name} {report.Model.Version} ({report.Model.Items:N0} items) on {report.Provider}");
        if (report.Carried is { } carried)
        {
            output.WriteLine($"carried into the topic by user {carried:N0}");
        }

        if (report.SplitUsers.Found > 0)
        {
            output.WriteLine(
                $"USERS IN SEVERAL PARTITIONS: {report.SplitUsers.Found:N0} of {report.SplitUsers.Sampled:N0} looked at; "
                + "clicks must be keyed by user");
        }

        if (report.LeftOut.Count > 0)
        {
            output.WriteLine("left out " + string.Join(", ", report.LeftOut.Select(f => $"{f.Field} ({f.Reason}) {f.Count:N0}")));
        }

        if (report.Erasures > 0 || report.OfErased > 0)
        {
            output.WriteLine($"erasures {report.Erasures:N0}, records of erased users skipped {report.OfErased:N0}");
        }

        if (report.Play is { } play)
        {
            output.WriteLine(
                $"produced {play.Produced:N0}, read {report.ThisRun!.Read:N0}: "
                + (play.NothingDropped ? "nothing was dropped" : "RECORDS ARE MISSING")
                + $"; answers seen by a reader {play.AnswersSeen:N0}, repeated {play.AnswersRepeated:N0}");
            foreach (var finding in play.Planted)
            {
                output.WriteLine($"planted: {finding.Planted}. {(finding.IsFound ? $"found: {finding.Found}" : finding.Found)}.");
            }
        }
    }
}
