using System.Globalization;
using System.Runtime.InteropServices;
using Confluent.Kafka;
using StreamReco.StreamHost.Kafka.Client;

namespace StreamReco.StreamHost.Kafka.Committing;

/// <summary>
/// Takes a producer's events on a thread of its own, in place of Confluent.Kafka's polling. Delivered records come as events, several
/// at a time: with them a flush ends at once, while without any report librdkafka looks every 10 ms, and a report by callback costs an
/// object a record.
/// </summary>
internal sealed class ProducerEvents : IDisposable
{
    private const int WaitMs = 1_000;

    private readonly KafkaClientLog _log;
    private readonly nint _queue;
    private readonly Thread _thread;
    private volatile bool _isStopped;

    /// <param name="client">The native producer, made with <see cref="Ask"/>; it must be closed after this.</param>
    /// <param name="name">Names the thread.</param>
    /// <param name="log">Takes the client's errors.</param>
    public ProducerEvents(nint client, string name, KafkaClientLog log)
    {
        _log = log;
        _queue = RdKafkaNative.QueueOfMain(client);
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>
    /// Whether a producer does without callbacks: not one that reports each record, nor one whose token librdkafka may renew in a callback.
    /// </summary>
    public static bool Fit(ProducerConfig config) => config.EnableDeliveryReports is false
        && !config.Any(setting => setting.Key.StartsWith("sasl.mechanism", StringComparison.Ordinal)
            && setting.Value.Equals("OAUTHBEARER", StringComparison.OrdinalIgnoreCase));

    /// <summary>Asks for delivered records as events.</summary>
    public static void Ask(ProducerConfig config)
    {
        config.EnableDeliveryReports = false;
        config.EnableBackgroundPoll = false;
        config.Set("enabled_events", RdKafkaNative.DeliveryEvent.ToString(CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        if (!_isStopped)
        {
            _isStopped = true;
            RdKafkaNative.QueueYield(_queue);
            _thread.Join();
            RdKafkaNative.QueueDestroy(_queue);
        }
    }

    private void Run()
    {
        while (!_isStopped)
        {
            if (RdKafkaNative.QueuePoll(_queue, WaitMs) is not 0 and var found)
            {
                Take(found);
            }
        }
    }

    private void Take(nint found)
    {
        try
        {
            if (RdKafkaNative.EventType(found) == RdKafkaNative.ErrorEvent)
            {
                var text = Marshal.PtrToStringUTF8(RdKafkaNative.EventErrorText(found));
                _log.Write(new Error((ErrorCode)RdKafkaNative.EventError(found), text, RdKafkaNative.EventErrorIsFatal(found) != 0));
            }
        }
        finally
        {
            RdKafkaNative.EventDestroy(found);
        }
    }
}
