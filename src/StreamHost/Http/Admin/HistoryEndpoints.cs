using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamReco.StreamHost.Figures;
using StreamReco.StreamHost.Http.Cluster;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Logging;

namespace StreamReco.StreamHost.Http.Admin;

/// <summary>What lies behind: quality over time and log lines, of this node and of all of them together.</summary>
internal sealed class HistoryEndpoints(NodeContext context, MemberQuestions members)
{
    private const int StretchSecondsDefault = 10;
    private const int LinesDefault = 50;
    private const int LinesMax = 2_000;

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/admin/v1/quality", Quality).WithTags("admin")
            .WithSummary("What became of the node's records over the last quarter of an hour.").Produces<QualityAnswer>();
        app.MapGet("/admin/v1/cluster/quality", (Delegate)QualityOfAllAsync).WithTags("admin")
            .WithSummary("The same of all nodes together.").Produces<ClusterQualityAnswer>();
        app.MapGet("/admin/v1/log", Log).WithTags("admin")
            .WithSummary("The node's newest log lines.").Produces<IReadOnlyList<LogLine>>();
        app.MapGet("/admin/v1/cluster/log", (Delegate)LogOfAllAsync).WithTags("admin")
            .WithSummary("The newest log lines of all nodes; after=NODE:NUMBER goes on behind a node's line.").Produces<ClusterLogAnswer>();
    }

    private IResult Quality(HttpContext http)
    {
        ApiQuery.Check(http, "seconds");
        return Results.Ok(QualityOfNode(Seconds(http)));
    }

    private async Task<IResult> QualityOfAllAsync(HttpContext http)
    {
        ApiQuery.Check(http, "seconds", "node");
        var seconds = Seconds(http);
        return Results.Ok(ClusterQuality.Of(await members.AskAsync(
            _ => $"/admin/v1/quality?seconds={seconds}", () => QualityOfNode(seconds), Only(http), http.RequestAborted)));
    }

    private QualityAnswer QualityOfNode(int seconds)
    {
        var history = context.History.All();
        if (history.Count == 0)
        {
            throw Problem.NotReady("The node is starting.");
        }

        var (oldest, newest) = (history[0], history[^1]);
        var before = oldest.Rules.ToDictionary(rule => (rule.Reason, rule.Field), rule => rule.Count);
        return new QualityAnswer(
            newest.Node, newest.Totals, newest.Rejected,
            [.. newest.Rules.Select(rule => rule with { Lately = rule.Count - before.GetValueOrDefault((rule.Reason, rule.Field)) })],
            newest.Quality, QualityStretches.Of(history, seconds));
    }

    private IResult Log(HttpContext http)
    {
        ApiQuery.Check(http, "lines", "from");
        var from = http.Request.Query.TryGetValue("from", out var text) && long.TryParse(text, out var number) ? number : 0;
        return Results.Ok(context.Log.From(from, Lines(http)));
    }

    private async Task<IResult> LogOfAllAsync(HttpContext http)
    {
        ApiQuery.Check(http, "lines", "after", "node");
        var (lines, next) = (Lines(http), After(http));
        var told = await members.AskAsync<IReadOnlyList<LogLine>>(
            node => $"/admin/v1/log?lines={lines}&from={next.GetValueOrDefault(node)}",
            () => context.Log.From(next.GetValueOrDefault(context.RequireNode().Name), lines), Only(http), http.RequestAborted);
        return Results.Ok(new ClusterLogAnswer(
            [
                .. told.Answers.SelectMany(one => one.Answer.Select(line => new NodeLogLine(
                        one.Node, line.Number, line.At, line.Level, line.Category, line.EventId, line.Text)))
                    .OrderBy(line => line.At).ThenBy(line => line.Node, StringComparer.Ordinal).ThenBy(line => line.Number)
                    .TakeLast(next.Count == 0 ? lines : int.MaxValue),
            ],
            told.Silent));
    }

    private static int Seconds(HttpContext http) =>
        ApiQuery.Number(http, "seconds", StretchSecondsDefault, FigureHistory.SecondsMax);

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
                throw Problem.Field("after", $"after is '{text}'; it must be NODE:NUMBER.");
            }

            next[text[..colon]] = number + 1;
        }

        return next;
    }
}
