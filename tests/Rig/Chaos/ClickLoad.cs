using System.Text;
using System.Text.Json;
using Confluent.Kafka;

namespace StreamReco.Rig.Chaos;

/// <summary>
/// Writes clicks at a steady rate until it is stopped, whatever happens to the brokers: most are good, some repeat an
/// earlier one of their user, some are late by seconds (about the bound) or hours, from the future, or broken.
/// </summary>
internal sealed class ClickLoad : IAsyncDisposable
{
    private const int Users = 12_000;
    private const int Remembered = 100;

    private static readonly TimeSpan _turn = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _flush = TimeSpan.FromSeconds(120);

    private readonly Random _random;
    private readonly TimeProvider _time;
    private readonly string _topic;
    private readonly int _perTurn;
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<byte[]>[] _sent = [.. Enumerable.Range(0, Users).Select(_ => new List<byte[]>())];
    private readonly Task _run;
    private long _made;
    private long _refused;

    public ClickLoad(string bootstrap, string topic, int perSecond, long seed, TimeProvider time)
    {
        _random = new Random(unchecked((int)seed));
        _time = time;
        _topic = topic;
        _perTurn = Math.Max(1, perSecond / 10);
        _producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig
        {
            BootstrapServers = bootstrap,
            EnableIdempotence = true,
            LingerMs = 5,
            MessageTimeoutMs = 300_000,
        }).SetLogHandler((_, _) => { }).Build();
        _run = Task.Run(RunAsync);
    }

    /// <summary>Records made so far.</summary>
    public long Made => Interlocked.Read(ref _made);

    /// <summary>Records that the brokers did not take in the end: none of the pipeline's business, but good to know.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Ends when the brokers have everything.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run;
        await Task.Run(() => _producer.Flush(_flush));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _producer.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(_turn, _time);
        while (!_stop.IsCancellationRequested)
        {
            for (var i = 0; i < _perTurn; i++)
            {
                Write();
            }

            await timer.WaitForNextTickAsync();
        }
    }

    private void Write()
    {
        var user = (int)(Users * Math.Pow(_random.NextDouble(), 3)); // a few busy ones, many quiet ones
        var value = Make(user);
        var message = new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes($"u{user}"), Value = value };
        _producer.Produce(new TopicPartition(_topic, user % ChaosTopics.Partitions), message, report =>
        {
            if (report.Error.IsError)
            {
                Interlocked.Increment(ref _refused);
            }
        });
        Interlocked.Increment(ref _made);
    }

    private byte[] Make(int user)
    {
        var sent = _sent[user];
        switch (_random.Next(100))
        {
            case < 2:
                return "{ not json"u8.ToArray();
            case < 3:
                return JsonSerializer.SerializeToUtf8Bytes(new { event_type = "view_item", user_id = $"u{user}" });
            case < 4:
                return Event(user, _random.Next(400_000, 4_000_000));
            case < 7 when sent.Count > 0:
                return sent[_random.Next(sent.Count)]; // an early one may have left the horizon: then it is late
            case < 10:
                return Event(user, -_random.Next(10_800_000));
            case < 20:
                return Remember(sent, Event(user, -_random.Next(12_000)));
            default:
                return Remember(sent, Event(user, 0));
        }
    }

    private static byte[] Remember(List<byte[]> sent, byte[] value)
    {
        sent.Add(value);
        if (sent.Count > Remembered)
        {
            sent.RemoveAt(0);
        }

        return value;
    }

    private byte[] Event(int user, long offByMs)
    {
        var type = _random.Next(20) switch
        {
            0 => "add_to_cart",
            1 => "purchase",
            2 => "view_home",
            3 => "search",
            _ => "view_item",
        };
        var fields = new Dictionary<string, object>
        {
            ["event_id"] = $"e{_made}",
            ["event_type"] = type,
            ["user_id"] = $"u{user}",
            ["timestamp"] = _time.GetUtcNow().ToUnixTimeMilliseconds() + offByMs,
        };
        if (type is not ("view_home" or "search"))
        {
            fields["items"] = new[] { new { item_id = $"i{_random.Next(60)}", quantity = 1 } };
        }

        return JsonSerializer.SerializeToUtf8Bytes(fields);
    }
}
