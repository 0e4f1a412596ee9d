using Confluent.Kafka;
using StreamReco.Stages;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Options;

namespace StreamReco.Benchmarks.Path;

/// <summary>
/// The bare twin: copies key and value of each record to another topic, exactly once. One thread polls, each partition
/// has a task with a transactional producer, as in the path; nothing is decoded.
/// </summary>
internal sealed class BaselineProgram : IDisposable
{
    private static readonly TimeSpan _idlePoll = TimeSpan.FromMilliseconds(5);

    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly Dictionary<TopicPartition, BaselinePartition> _partitions = [];
    private readonly KafkaOptions _kafka;
    private readonly LimitOptions _limits = new();
    private readonly string _copy;
    private volatile IReadOnlyList<BaselinePartition> _assigned = [];

    /// <param name="kafka">How Kafka is reached, the clicks and the group.</param>
    /// <param name="copy">The topic that is written.</param>
    public BaselineProgram(KafkaOptions kafka, string copy)
    {
        _kafka = kafka;
        _copy = copy;
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(KafkaClientSettings.Consumer(kafka))
            .SetLogHandler((_, _) => { })
            .SetPartitionsAssignedHandler((_, added) => Assign(added))
            .Build();
    }

    /// <summary>Records committed so far.</summary>
    public long Committed => _assigned.Sum(partition => partition.Committed);

    /// <summary>Times a run over the whole topic.</summary>
    public static async Task<Timing> RunAsync(KafkaOptions kafka, PathSettings settings, string copy, CancellationToken cancel)
    {
        using var twin = new BaselineProgram(kafka, copy);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var running = Task.Factory.StartNew(
            () => twin.Poll(stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var timing = await CommitClock.WatchAsync(() => twin.Committed, settings.Warmup, settings.Clicks, running, settings.BrokerPids, cancel);
        await stop.CancelAsync();
        await running;
        return timing;
    }

    public void Dispose()
    {
        foreach (var partition in _partitions.Values)
        {
            partition.Dispose();
        }

        _consumer.Dispose();
    }

    private void Assign(List<TopicPartition> added)
    {
        foreach (var partition in added)
        {
            _partitions[partition] = new BaselinePartition(_consumer, partition, _copy, _kafka, _limits);
        }

        _assigned = [.. _partitions.Values];
    }

    private void Poll(CancellationToken stop)
    {
        _consumer.Subscribe(_kafka.Clicks);
        while (!stop.IsCancellationRequested)
        {
            var result = _consumer.Consume(_assigned.Any(p => p.HasBuffered) ? TimeSpan.Zero : _idlePoll);
            if (result is null)
            {
                foreach (var partition in _assigned)
                {
                    partition.Flush();
                }
            }
            else if (!result.IsPartitionEOF)
            {
                _partitions[result.TopicPartition].Add(result);
            }
        }

        Task.WhenAll(_assigned.Select(partition => partition.DrainAsync())).GetAwaiter().GetResult();
        _consumer.Close();
    }
}
