using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using StreamReco.StreamHost.Http.Cluster;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Logging;
using StreamReco.StreamHost.Sampling;

namespace StreamReco.StreamHost.Http.Admin;

/// <summary>What lies behind: quality over time and log lines, of this node and of all of them together.</summary>
internal sealed class HistoryEndpoints(NodeContext context, MemberQueries members)
{
    private const int StretchSecondsDefault = 10;
    private const int LinesDefault = 50;
    private const int LinesMax = 2_000;

    public void Map(IEndpointRouteBuilder group)
    {
        group.MapGet("/quality", (Delegate)Quality).WithName("Quality")
            .WithSummary("What became of the node's records over the last quarter of an hour.")
            .TakesNumber("seconds", "Seconds of a stretch.", StretchSecondsDefault, MetricsHistory.SecondsMax);
        group.MapGet("/cluster/quality", (Delegate)QualityOfAllAsync).WithName("ClusterQuality")
            .WithSummary("The same of all nodes together.")
            .TakesNumber("seconds", "Seconds of a stretch.", StretchSecondsDefault, MetricsHistory.SecondsMax)
            .TakesText("node", "The one node to ask; all where it is left out.");
        group.MapGet("/log", (Delegate)Log).WithName("Log").WithSummary("The node's newest log lines.")
            .TakesNumber("lines", "Lines wanted.", LinesDefault, LinesMax).TakesPosition("from", "The first line's number.");
        group.MapGet("/cluster/log", (Delegate)LogOfAllAsync).WithName("ClusterLog")
            .WithSummary("The newest log lines of all nodes; after=NODE:NUMBER continues after a node's line.")
            .TakesNumber("lines", "Lines wanted.", LinesDefault, LinesMax)
            .TakesText("node", "The one node to ask; all where it is left out.")
            .TakesText("after", "NODE:NUMBER of the last line seen, once for each node.");
    }

    private Ok<QualityAnswer> Quality(HttpContext http)
    {
        ApiQuery.Check(http, "seconds");
        return TypedResults.Ok(QualityOfNode(Seconds(http)));
    }

    private async Task<Ok<ClusterQualityAnswer>> QualityOfAllAsync(HttpContext http)
    {
        ApiQuery.Check(http, "seconds", "node");
        var seconds = Seconds(http);
        return TypedResults.Ok(ClusterQuality.Of(await members.QueryAsync(
            _ => $"/admin/v1/quality?seconds={seconds}", () => QualityOfNode(seconds), Only(http), http.RequestAborted)));
    }

    private QualityAnswer QualityOfNode(int seconds)
    {
        var history = context.History.All();
        if (history.Count == 0)
        {
            throw ProblemException.NotReady("The node is starting.");
        }

        var (oldest, newest) = (history[0], history[^1]);
        var before = oldest.Rules.ToDictionary(rule => (rule.Reason, rule.Field), rule => rule.Count);
        return new QualityAnswer(
            newest.Node, newest.Totals, newest.Rejected,
            [.. newest.Rules.Select(rule => rule with { Lately = rule.Count - before.GetValueOrDefault((rule.Reason, rule.Field)) })],
            newest.Quality, QualityStretches.Of(history, seconds));
    }

    private Ok<IReadOnlyList<LogLine>> Log(HttpContext http)
    {
        ApiQuery.Check(http, "lines", "from");
        return TypedResults.Ok(context.Log.From(ApiQuery.Position(http, "from"), Lines(http)));
    }

    private async Task<Ok<ClusterLogAnswer>> LogOfAllAsync(HttpContext http)
    {
        ApiQuery.Check(http, "lines", "after", "node");
        var (lines, next) = (Lines(http), After(http));
        var told = await members.QueryAsync<IReadOnlyList<LogLine>>(
            node => $"/admin/v1/log?lines={lines}&from={next.GetValueOrDefault(node)}",
            () => context.Log.From(next.GetValueOrDefault(context.RequireNode().Name), lines), Only(http), http.RequestAborted);
        return TypedResults.Ok(new ClusterLogAnswer(
            [
                .. told.Answers.SelectMany(one => one.Answer.Select(line => new NodeLogLine(
                        one.Node, line.Number, line.At, line.Level, line.Category, line.EventId, line.Text)))
                    .OrderBy(line => line.At).ThenBy(line => line.Node, StringComparer.Ordinal).ThenBy(line => line.Number)
                    .TakeLast(next.Count == 0 ? lines : int.MaxValue),
            ],
            told.Silent));
    }

    private static int Seconds(HttpContext http) =>
        ApiQuery.Number(http, "seconds", StretchSecondsDefault, MetricsHistory.SecondsMax);

    private static int Lines(HttpContext http) => ApiQuery.Number(http, "lines", LinesDefault, LinesMax);

    private static string? Only(HttpContext http) => http.Request.Query.TryGetValue("node", out var name) ? name.ToString() : null;

    /// <summary>Where to go on at each node; names hold colons themselves.</summary>
    private static Dictionary<string, long> After(HttpContext http)
    {
        var next = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var text in http.Request.Query["after"].OfType<string>())
        {
            var colon = text.LastIndexOf(':');
            if (colon <= 0 || !long.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                throw ProblemException.Field("after", $"after is '{text}'; it must be NODE:NUMBER.");
            }

            next[text[..colon]] = number + 1;
        }

        return next;
    }
}
