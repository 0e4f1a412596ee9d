using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Kafka.Catalog;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Http.Admin;

/// <summary>What a node tells of itself: settings and newest records.</summary>
internal sealed class NodeEndpoints(NodeContext context)
{
    private const int RecordsDefault = 20;
    private const int RecordsMax = 200;

    public void Map(IEndpointRouteBuilder group)
    {
        group.MapGet("/config", () => context.Options.Shown).WithName("Config")
            .WithSummary("Every setting, its value and where that comes from.");
        group.MapGet("/answers", (HttpContext http) => Newest(http, recent => recent.NewestAnswers)).WithName("NewestAnswers").AuditPerson()
            .WithSummary("The newest answers of this node, as in the topic.")
            .TakesNumber("limit", "Records wanted.", RecordsDefault, RecordsMax);
        group.MapGet("/rejected", (HttpContext http) => Newest(http, recent => recent.NewestRejected)).WithName("NewestRejected").AuditPerson()
            .WithSummary("The newest rejected records of this node, as in the topic.")
            .TakesNumber("limit", "Records wanted.", RecordsDefault, RecordsMax);
        group.MapGet("/catalog/rejected", (Delegate)CatalogFaults).WithName("CatalogFaults")
            .WithSummary("The newest catalog records that were not taken as they came, with the reason.")
            .TakesNumber("limit", "Records wanted.", RecordsDefault, RecordsMax);
    }

    private Ok<IReadOnlyList<CatalogFault>> CatalogFaults(HttpContext http)
    {
        ApiQuery.Check(http, "limit");
        var limit = ApiQuery.Number(http, "limit", RecordsDefault, RecordsMax);
        return TypedResults.Ok(context.RequireNode().CatalogFaults.Newest(limit));
    }

    private Ok<IEnumerable<JsonElement>> Newest(HttpContext http, Func<RecentRecords, Func<int, IReadOnlyList<byte[]>>> read)
    {
        ApiQuery.Check(http, "limit");
        var limit = ApiQuery.Number(http, "limit", RecordsDefault, RecordsMax);
        var records = context.RequireNode().OpenShards.SelectMany(shard => read(shard.Recent)(limit))
            .Select(bytes => JsonSerializer.Deserialize<JsonElement>(bytes)).OrderByDescending(MomentOf).Take(limit);
        return TypedResults.Ok(records);
    }

    private static string MomentOf(JsonElement record) =>
        record.TryGetProperty("emitted_at", out var emitted) || record.TryGetProperty("rejected_at", out emitted)
            ? emitted.GetString() ?? "" : "";
}
