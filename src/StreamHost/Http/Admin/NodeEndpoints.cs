using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamReco.StreamHost.Figures;
using StreamReco.StreamHost.Hosting;
using StreamReco.StreamHost.Http.Api;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Http.Admin;

/// <summary>What a node tells of itself: quality over time, settings, log, newest records.</summary>
internal sealed class NodeEndpoints(NodeContext context)
{
    private const int StretchSecondsDefault = 10;
    private const int LinesDefault = 50;
    private const int LinesMax = 2_000;
    private const int RecordsDefault = 20;
    private const int RecordsMax = 200;

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/admin/v1/quality", Quality).WithTags("admin")
            .WithSummary("What became of the records over the last quarter of an hour.").Produces<QualityAnswer>();
        app.MapGet("/admin/v1/config", () => Results.Ok(context.Options.Shown)).WithTags("admin")
            .WithSummary("Every setting, its value and where that comes from.").Produces<IReadOnlyList<EffectiveSetting>>();
        app.MapGet("/admin/v1/log", Log).WithTags("admin")
            .WithSummary("The newest log lines.").Produces<IReadOnlyList<LogLine>>();
        app.MapGet("/admin/v1/answers", (HttpContext http) => Newest(http, recent => recent.NewestAnswers)).WithTags("admin")
            .WithSummary("The newest answers of this node, as in the topic.");
        app.MapGet("/admin/v1/rejected", (HttpContext http) => Newest(http, recent => recent.NewestRejected)).WithTags("admin")
            .WithSummary("The newest rejected records of this node, as in the topic.");
    }

    private IResult Quality(HttpContext http)
    {
        ApiQuery.Check(http, "seconds");
        var seconds = ApiQuery.Number(http, "seconds", StretchSecondsDefault, FigureHistory.SecondsMax);
        var history = context.History.All();
        if (history.Count == 0)
        {
            throw Problem.NotReady("The node is starting.");
        }

        var newest = history[^1];
        return Results.Ok(new QualityAnswer(
            newest.Node, newest.Totals, newest.Rejected, [.. history.Reverse().Chunk(seconds).Select(Stretch)]));
    }

    private static QualityStretch Stretch(NodeFigures[] seconds)
    {
        Tally rates = new(
            Mean(f => f.Rates.Read), Mean(f => f.Rates.Applied), Mean(f => f.Rates.Duplicate), Mean(f => f.Rates.Rejected),
            Mean(f => f.Rates.Answers), Mean(f => f.Rates.Ticks));
        return new QualityStretch(
            seconds[^1].At, seconds.Length, rates,
            seconds[0].RejectedRates.Keys.ToDictionary(reason => reason, reason => Mean(f => f.RejectedRates[reason])),
            rates.Read > 0 ? Math.Round(rates.Rejected / rates.Read, 4) : 0);

        double Mean(Func<NodeFigures, double> read) => Math.Round(seconds.Average(read), 2);
    }

    private IResult Log(HttpContext http)
    {
        ApiQuery.Check(http, "lines", "from");
        var from = http.Request.Query.TryGetValue("from", out var text) && long.TryParse(text, out var number) ? number : 0;
        return Results.Ok(context.Log.From(from, ApiQuery.Number(http, "lines", LinesDefault, LinesMax)));
    }

    private IResult Newest(HttpContext http, Func<RecentRecords, Func<int, IReadOnlyList<byte[]>>> read)
    {
        ApiQuery.Check(http, "limit");
        var limit = ApiQuery.Number(http, "limit", RecordsDefault, RecordsMax);
        var records = context.RequireNode().OpenShards.SelectMany(shard => read(shard.Recent)(limit))
            .Select(bytes => JsonSerializer.Deserialize<JsonElement>(bytes)).OrderByDescending(MomentOf).Take(limit);
        return Results.Ok(records);
    }

    private static string MomentOf(JsonElement record) =>
        record.TryGetProperty("emitted_at", out var emitted) || record.TryGetProperty("rejected_at", out emitted)
            ? emitted.GetString() ?? "" : "";
}
