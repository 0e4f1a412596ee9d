using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Topics;

/// <summary>
/// Looks every three seconds whether the topics that a node reads and writes are there. A client whose topic was deleted
/// says so only in its own words, after its own time-outs, or not at all while nothing is written.
/// </summary>
internal sealed partial class TopicWatch : IDisposable
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(3);

    private readonly IReadOnlyList<(string Topic, string Sentence)> _topics;
    private readonly IAdminClient _admin;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private volatile IReadOnlyList<string> _missing = [];

    /// <param name="options">How Kafka is reached.</param>
    /// <param name="clicks">The topic that is folded.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Logs when topics go and come.</param>
    public TopicWatch(KafkaOptions options, string clicks, TimeProvider time, ILogger logger)
    {
        (_time, _logger) = (time, logger);
        _topics =
        [
            Of(clicks == options.ByUser && options.Repartition ? "Kafka:ByUser" : "Kafka:Clicks", clicks),
            Of("Kafka:Recommendations", options.Recommendations),
            Of("Kafka:Rejected", options.Rejected),
            .. options.WritesVerdicts ? [Of("Kafka:Verdicts", options.Verdicts)] : Array.Empty<(string, string)>(),
            .. options.WritesAlerts ? [Of("Kafka:Alerts", options.Alerts)] : Array.Empty<(string, string)>(),
        ];
        (string, string) Of(string key, string topic) =>
            (topic, TopicHint.Missing(key, topic, options));
        _timeout = TimeSpan.FromMilliseconds(Math.Min(options.RequestTimeoutMs, 5_000));
        _admin = new AdminClientBuilder(KafkaClientSettings.Admin(options)).SetLogHandler((_, _) => { }).Build();
    }

    /// <summary>The topics that are not there, each as a sentence; as of a few seconds ago, or of the brokers' last word.</summary>
    public IReadOnlyList<string> Missing => _missing;

    /// <summary>Looks until stopped. Brokers that do not answer are no word about topics.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(_interval, _time);
        do
        {
            try
            {
                Take(await Task.Run(() => _admin.GetMetadata(_timeout), stop)); // of all topics: that creates none
            }
            catch (KafkaException)
            {
                // The lag, which is asked for each second, reports it.
            }
        }
        while (await timer.WaitForNextTickAsync(stop));
    }

    public void Dispose() => _admin.Dispose();

    private void Take(Metadata metadata)
    {
        var there = metadata.Topics.Where(topic => topic.Error.Code == ErrorCode.NoError).Select(topic => topic.Topic)
            .ToHashSet(StringComparer.Ordinal);
        string[] missing =
        [
            .. _topics.Where(topic => !there.Contains(topic.Topic)).Select(topic => topic.Sentence),
        ];
        if (!missing.SequenceEqual(_missing))
        {
            _missing = missing;
            LogTopics(_logger, missing.Length == 0 ? "all topics are there" : string.Join(' ', missing));
        }
    }

    [LoggerMessage(74, LogLevel.Warning, "topics: {State}")]
    private static partial void LogTopics(ILogger logger, string state);
}
