using Microsoft.Extensions.Logging;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Topics;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Sampling;

/// <summary>Knows where the clicks end, as of a second ago; asks on a thread of its own, because brokers may be slow.</summary>
internal sealed partial class ClickLag(KafkaOptions kafka, string topic, TimeProvider time, ILogger logger) : IDisposable
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);

    private readonly ClickEnds _clickEnds = new(kafka, topic);
    private volatile string? _away;
    private volatile IReadOnlyDictionary<int, long> _ends = new Dictionary<int, long>();

    /// <summary>By partition; empty while the brokers do not say.</summary>
    public IReadOnlyDictionary<int, long> Ends => _ends;

    /// <summary>Why the brokers do not say; null while they do.</summary>
    public string? Away => _away;

    /// <summary>Partitions of the clicks topic; 0 while unknown.</summary>
    public int Partitions => _clickEnds.Partitions;

    /// <summary>Asks until stopped. What fails is said once and asked again.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(_interval, time);
        do
        {
            try
            {
                _ends = await Task.Run(_clickEnds.ReadAsync, stop);
                _away = null;
            }
            catch (Exception e) when (KafkaErrors.Describe(e, null) is not null)
            {
                if (_away is null)
                {
                    LogUnknown(logger, e.Message);
                }

                _away = KafkaErrors.Describe(e, kafka);
                _ends = new Dictionary<int, long>();
            }
        }
        while (await timer.WaitForNextTickAsync(stop));
    }

    public void Dispose() => _clickEnds.Dispose();

    [LoggerMessage(70, LogLevel.Warning, "the lag is not known, the brokers do not say where the clicks end: {Reason}")]
    private static partial void LogUnknown(ILogger logger, string reason);
}
