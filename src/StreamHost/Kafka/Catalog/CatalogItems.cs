using Microsoft.Extensions.Logging.Abstractions;
using StreamReco.Models.Data;
using StreamReco.Models.Items;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Catalog;

/// <summary>What the catalog topic says of the items of a data set.</summary>
internal static class CatalogItems
{
    /// <summary>Reads the whole topic once; empty where there is no such topic.</summary>
    /// <exception cref="KafkaSetupException">No broker answers.</exception>
    public static async Task<IReadOnlyList<CatalogItem>> ReadAsync(
        KafkaOptions options, ClickDataset data, TimeProvider time, CancellationToken cancel)
    {
        using var follower = new CatalogFollower(options, NullLogger<CatalogFollower>.Instance, time);
        await follower.LoadAsync(cancel);
        return [.. data.Clicks.Select(click => click.ItemId).Distinct(StringComparer.Ordinal)
            .Select(follower.Table.Find).OfType<CatalogItem>()];
    }
}
