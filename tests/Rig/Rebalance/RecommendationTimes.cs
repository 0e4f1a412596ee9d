using System.Text.Json;
using Confluent.Kafka;

namespace StreamReco.Rig.Rebalance;

/// <summary>
/// When committed answers become visible to a read-committed reader, by the partition of the click that they answer.
/// Timestamps are those of the clock.
/// </summary>
internal sealed class RecommendationTimes : IAsyncDisposable
{
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(50);

    private readonly TimeProvider _time;
    private readonly IConsumer<Ignore, byte[]> _consumer;
    private readonly List<long>[] _at;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;

    public RecommendationTimes(string bootstrap, string topic, int partitions, TimeProvider time)
    {
        _time = time;
        _at = [.. Enumerable.Range(0, partitions).Select(_ => new List<long>())];
        _consumer = new ConsumerBuilder<Ignore, byte[]>(new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = "rig-timer",
            EnableAutoCommit = false,
            IsolationLevel = IsolationLevel.ReadCommitted,
            FetchWaitMaxMs = 10,
        }).SetLogHandler((_, _) => { }).Build();
        _consumer.Assign(Enumerable.Range(0, partitions).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
        _run = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>The longest time without an answer between two moments, and when it ended.</summary>
    /// <param name="partition">A partition of the clicks.</param>
    /// <param name="from">The first moment.</param>
    /// <param name="to">The last one; a silence that lasts until then counts up to it.</param>
    public (TimeSpan Silence, long EndedAt) LongestSilence(int partition, long from, long to)
    {
        lock (_at)
        {
            var (last, longest, endedAt) = (from, 0L, from);
            foreach (var at in _at[partition].Where(at => at >= from && at <= to).Append(to))
            {
                if (at - last > longest)
                {
                    (longest, endedAt) = (at - last, at);
                }

                last = at;
            }

            return (_time.GetElapsedTime(0, longest), endedAt);
        }
    }

    /// <summary>Whether every partition has answered since a moment.</summary>
    public bool AllSince(long moment)
    {
        lock (_at)
        {
            return Array.TrueForAll(_at, times => times.Count > 0 && times[^1] > moment);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _consumer.Dispose();
        _stop.Dispose();
    }

    private void Read()
    {
        while (!_stop.IsCancellationRequested)
        {
            if (_consumer.Consume(_poll) is { } result)
            {
                using var json = JsonDocument.Parse(result.Message.Value);
                var partition = json.RootElement.GetProperty("origin").GetProperty("partition").GetInt32();
                lock (_at)
                {
                    _at[partition].Add(_time.GetTimestamp());
                }
            }
        }
    }
}
