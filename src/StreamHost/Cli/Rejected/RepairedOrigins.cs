using System.Text;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Spans;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Cli.Rejected;

/// <summary>
/// Which rejected records were sent again: each event that was has its origin in a header, and Kafka's timestamp as it was. So they
/// stand anywhere in the clicks topic after the first record that was received as early, and all from there on has to be read.
/// </summary>
internal static class RepairedOrigins
{
    /// <summary>Reads the clicks topic.</summary>
    /// <param name="options">How Kafka is reached.</param>
    /// <param name="oldestMs">When the oldest of the rejected records was received, Unix milliseconds.</param>
    /// <param name="recordsMax">Most clicks to be read.</param>
    /// <param name="cancel">Stops between records.</param>
    /// <returns>The origins, or null with how many clicks it would take where these are more than <paramref name="recordsMax"/>.</returns>
    /// <exception cref="KafkaSetupException">The topic cannot be read.</exception>
    public static (IReadOnlySet<RecordOrigin>? Origins, long Records) Read(
        KafkaOptions options, long oldestMs, long recordsMax, CancellationToken cancel)
    {
        using var clicks = new TopicSpanReader(options, ("Kafka:Clicks", options.Clicks));
        var span = clicks.Find(DateTimeOffset.FromUnixTimeMilliseconds(oldestMs), to: null, cancel);
        if (span.Of > recordsMax)
        {
            return (null, span.Of);
        }

        var origins = new HashSet<RecordOrigin>();
        clicks.Read(
            span,
            (_, record) =>
            {
                foreach (var (name, value) in record.Headers ?? [])
                {
                    if (name == ResendCheck.LinkHeader && RecordOrigin.TryParse(Encoding.UTF8.GetString(value), out var origin))
                    {
                        origins.Add(origin.Value);
                    }
                }
            },
            cancel);
        return (origins, span.Of);
    }
}
