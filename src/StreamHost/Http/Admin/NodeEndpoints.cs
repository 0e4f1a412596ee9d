using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Kafka;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Http.Admin;

/// <summary>What a node tells of itself: settings and newest records.</summary>
internal sealed class NodeEndpoints(NodeContext context)
{
    private const int RecordsDefault = 20;
    private const int RecordsMax = 200;

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/admin/v1/config", () => Results.Ok(context.Options.Shown)).WithTags("admin")
            .WithSummary("Every setting, its value and where that comes from.").Produces<IReadOnlyList<EffectiveSetting>>();
        app.MapGet("/admin/v1/answers", (HttpContext http) => Newest(http, recent => recent.NewestAnswers)).WithTags("admin")
            .WithSummary("The newest answers of this node, as in the topic.");
        app.MapGet("/admin/v1/rejected", (HttpContext http) => Newest(http, recent => recent.NewestRejected)).WithTags("admin")
            .WithSummary("The newest rejected records of this node, as in the topic.");
        app.MapGet("/admin/v1/catalog/rejected", CatalogFaults).WithTags("admin")
            .WithSummary("The newest catalog records that were not taken as they came, with the reason.")
            .Produces<IReadOnlyList<CatalogFault>>();
    }

    private IResult CatalogFaults(HttpContext http)
    {
        ApiQuery.Check(http, "limit");
        var limit = ApiQuery.Number(http, "limit", RecordsDefault, RecordsMax);
        return Results.Ok(context.RequireNode().CatalogFaults.Newest(limit));
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
