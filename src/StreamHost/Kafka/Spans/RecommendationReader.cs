using Confluent.Kafka;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Spans;

/// <summary>Reads the recommendations topic, or another one that nodes write, as any service would, read-committed and without a group, on its own thread.</summary>
public sealed class RecommendationReader : IDisposable
{
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private long _seen;

    /// <param name="options">How Kafka is reached.</param>
    /// <param name="onAnswer">Called with each answer's bytes, on the reader's thread.</param>
    /// <param name="topic">The topic; null for the recommendations.</param>
    public RecommendationReader(KafkaOptions options, Action<byte[]> onAnswer, string? topic = null)
    {
        var config = KafkaClientSettings.Consumer(options);
        config.GroupId = $"{options.Group}-viewer";
        config.EnableAutoCommit = false;
        config.EnablePartitionEof = false;
        config.IsolationLevel = IsolationLevel.ReadCommitted;
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(config).SetLogHandler((_, _) => { }).Build();
        AssignFromEnd(options, topic ?? options.Recommendations);
        _thread = new Thread(() => Run(onAnswer)) { IsBackground = true, Name = "answers" };
        _thread.Start();
    }

    /// <summary>Answers seen so far.</summary>
    public long Seen => Interlocked.Read(ref _seen);

    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _consumer.Dispose();
        _stop.Dispose();
    }

    private void AssignFromEnd(KafkaOptions options, string topic)
    {
        var timeout = TimeSpan.FromMilliseconds(options.RequestTimeoutMs);
        using var admin = new DependentAdminClientBuilder(_consumer.Handle).Build();
        var partitions = admin.GetMetadata(topic, timeout).Topics[0].Partitions;
        _consumer.Assign(partitions.Select(p =>
        {
            var partition = new TopicPartition(topic, p.PartitionId);
            return new TopicPartitionOffset(partition, _consumer.QueryWatermarkOffsets(partition, timeout).High);
        }));
    }

    private void Run(Action<byte[]> onAnswer)
    {
        while (!_stop.IsCancellationRequested)
        {
            if (_consumer.Consume(TimeSpan.FromMilliseconds(50))?.Message?.Value is { } value)
            {
                onAnswer(value);
                Interlocked.Increment(ref _seen);
            }
        }
    }
}
