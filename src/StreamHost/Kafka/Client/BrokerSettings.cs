using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Client;

/// <summary>What a broker shows of itself.</summary>
/// <param name="CanDescribe">
/// Whether it knows requests for descriptions at all. The embedded one does not, and has no controller, for which the
/// client would wait in vain.
/// </param>
/// <param name="OffsetRetention">How long it keeps the offsets of a group without members; null where it does not say.</param>
internal sealed record BrokerSettings(bool CanDescribe, TimeSpan? OffsetRetention)
{
    private const string Retention = "offsets.retention.minutes";

    /// <summary>An offset is committed again this often within the retention.</summary>
    private const int RefreshesPerRetention = 6;

    /// <summary>A broker that does not show its settings is not waited for longer.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    /// <summary>How long to wait for a description.</summary>
    public static TimeSpan Wait(KafkaOptions options) =>
        TimeSpan.FromMilliseconds(Math.Min(options.RequestTimeoutMs, _patience.TotalMilliseconds));

    /// <summary>Asks a broker by a client that is there. Blocks until it answers.</summary>
    public static BrokerSettings ReadBy(IClient client, KafkaOptions options)
    {
        using var admin = new DependentAdminClientBuilder(client.Handle).Build();
        return Read(admin, options);
    }

    /// <summary>Asks a broker. Blocks until it answers.</summary>
    public static BrokerSettings Read(IAdminClient admin, KafkaOptions options)
    {
        try
        {
            var broker = admin.GetMetadata(Wait(options)).Brokers[0].BrokerId;
            var asked = new ConfigResource
            {
                Type = ResourceType.Broker,
                Name = broker.ToString(CultureInfo.InvariantCulture),
            };
            var found = admin.DescribeConfigsAsync([asked], new DescribeConfigsOptions { RequestTimeout = Wait(options) })
                .GetAwaiter().GetResult()[0];
            return new BrokerSettings(true, RetentionOf(found));
        }
        catch (DescribeConfigsException e)
        {
            return new BrokerSettings(!e.Results.Exists(result => IsUnknown(result.Error)), null);
        }
        catch (KafkaException e)
        {
            return new BrokerSettings(!IsUnknown(e.Error), null); // Not permitted, or away for now.
        }
    }

    /// <summary>
    /// Silence after which a committed offset is committed again: <c>Kafka:OffsetRefreshMs</c>, or less where the retention
    /// asks for it.
    /// </summary>
    public TimeSpan OffsetRefresh(KafkaOptions options)
    {
        var wanted = TimeSpan.FromMilliseconds(options.OffsetRefreshMs);
        var needed = OffsetRetention / RefreshesPerRetention;
        return needed < wanted ? needed.Value : wanted;
    }

    private static TimeSpan? RetentionOf(DescribeConfigsResult found) =>
        found.Entries.TryGetValue(Retention, out var minutes)
        && double.TryParse(minutes.Value, CultureInfo.InvariantCulture, out var value) && value > 0
            ? TimeSpan.FromMinutes(value) : null;

    private static bool IsUnknown(Error error) =>
        error.Code is ErrorCode.Local_UnsupportedFeature or ErrorCode.UnsupportedVersion;
}
