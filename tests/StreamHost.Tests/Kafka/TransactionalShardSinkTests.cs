using Confluent.Kafka;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Committing;
using StreamReco.StreamHost.Kafka.Embedded;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Tests.Kafka;

/// <summary>What becomes of a commit that fails on its way; the broker's transactions isolate nothing, so records are not counted.</summary>
public sealed class TransactionalShardSinkTests : IAsyncLifetime
{
    private static readonly string[] _topics = ["clicks", "recommendations", "rejected"];
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start();
    private readonly KafkaOptions _options;
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly TransactionalShardSink _sink;

    public TransactionalShardSinkTests()
    {
        foreach (var topic in _topics)
        {
            _broker.CreateTopic(topic, 1);
        }

        _options = new KafkaOptions
        {
            Bootstrap = _broker.Bootstrap,
            Group = "commits",
            Clicks = _topics[0],
            Recommendations = _topics[1],
            Rejected = _topics[2],
        };
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(KafkaClientSettings.Consumer(_options)).Build();
        _sink = new TransactionalShardSink(
            _consumer, KafkaClientSettings.Producer(_options), new ShardId("commits", _options.Clicks, 0), _options,
            new OutboundBatches(_options, [_options.Recommendations, _options.Rejected], () => false),
            new KafkaClientLog(new RecordedLog<KafkaClientLog>(), TimeProvider.System));
    }

    public Task InitializeAsync() => _sink.OpenAsync(CancellationToken.None);

    public async Task DisposeAsync()
    {
        await _sink.DisposeAsync();
        _consumer.Dispose();
        _broker.Dispose();
    }

    [Theory]
    [InlineData(KafkaRequest.TransactionalOffsetCommit, ErrorCode.GroupAuthorizationFailed)]
    [InlineData(KafkaRequest.AddOffsetsToTransaction, ErrorCode.GroupAuthorizationFailed)]
    [InlineData(KafkaRequest.EndTransaction, ErrorCode.InvalidProducerIdMapping)]
    public async Task A_commit_that_fails_is_given_up_and_the_next_one_goes_through(KafkaRequest request, ErrorCode error)
    {
        _broker.FailNext(request, error);

        (await Should.ThrowAsync<CommitFailedException>(() => CommitAsync(10).WaitAsync(_patience))).Fenced.ShouldBeFalse();

        await CommitAsync(10).WaitAsync(_patience);
    }

    // After a refused batch a producer is of no more use: its owner makes another one.
    [Fact]
    public async Task A_commit_whose_records_are_refused_is_given_up()
    {
        _broker.FailNext(KafkaRequest.Produce, ErrorCode.InvalidRecord);

        (await Should.ThrowAsync<CommitFailedException>(() => CommitAsync(10).WaitAsync(_patience))).Fenced.ShouldBeFalse();
    }

    [Fact]
    public async Task An_owner_that_is_fenced_says_so()
    {
        await CommitAsync(5).WaitAsync(_patience);
        _broker.FailNext(KafkaRequest.AddOffsetsToTransaction, ErrorCode.InvalidProducerEpoch);

        (await Should.ThrowAsync<CommitFailedException>(() => CommitAsync(10).WaitAsync(_patience))).Fenced.ShouldBeTrue();
    }

    // The first goes with records and offset side by side, those right behind it with the offset first.
    [Fact]
    public async Task Commits_right_behind_each_other_wait_for_the_transaction_before()
    {
        for (var offset = 1; offset <= 5; offset++)
        {
            _broker.FailNext(KafkaRequest.AddOffsetsToTransaction, ErrorCode.ConcurrentTransactions, ErrorCode.ConcurrentTransactions);
            await CommitAsync(offset).WaitAsync(_patience);
        }

        (await TopicReader.ReadAllAsync(_broker.Bootstrap, _options.Recommendations)).Count.ShouldBe(10);
    }

    private Task CommitAsync(long nextOffset) => _sink.CommitAsync(
        new CommitUnit(
            [
                new OutboundRecord(OutboundTopic.Recommendations, "u"u8.ToArray(), "{}"u8.ToArray()),
                new OutboundRecord(OutboundTopic.Recommendations, "v"u8.ToArray(), "{}"u8.ToArray()),
            ],
            nextOffset),
        CancellationToken.None);
}
