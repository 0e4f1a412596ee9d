using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamReco.Models.Decoding;
using StreamReco.Stages;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Recommendations;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Topics;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Tests.Kafka;

[Collection(RealKafkaCollection.Name)]
public sealed class TopicCreatorOnRealKafkaTests(RealKafka kafka)
{
    private readonly RecordedLog<TopicCreator> _log = new();
    private readonly LimitOptions _limits = new();

    [RealKafkaFact]
    public async Task Creates_all_four_topics_with_their_settings_and_finds_them_the_second_time()
    {
        var options = NewPipeline();
        var plan = new TopicPlan(Partitions: 3, ClicksRetention: TimeSpan.FromDays(30));

        var first = await Creator(options).CreateAsync(plan, CancellationToken.None);
        var second = await Creator(options).CreateAsync(plan, CancellationToken.None);

        first.ShouldAllBe(report => report.Created && report.Partitions == 3);
        second.ShouldAllBe(report => !report.Created && report.Partitions == 3 && report.Warnings.Count == 0);
        (await SettingAsync(options.Catalog, "cleanup.policy")).ShouldBe("compact");
        (await SettingAsync(options.Clicks, "retention.ms")).ShouldBe("2592000000");
        (await SettingAsync(options.Recommendations, "cleanup.policy")).ShouldBe("delete");
    }

    [RealKafkaFact]
    public async Task The_rejected_topic_takes_the_largest_record_that_the_encoder_makes()
    {
        var options = NewPipeline();
        await Creator(options).CreateAsync(new TopicPlan(Partitions: 1), CancellationToken.None);
        var payload = new byte[_limits.RejectedPayloadBytesMax];
        new Random(1).NextBytes(payload); // nothing that compression could shrink below the bound
        var key = new byte[1_000_000];
        new Random(2).NextBytes(key);
        var written = new List<OutboundRecord>();
        using var encoder = new RejectedEncoder(
            new ShardId("streamreco", options.Clicks, 0),
            "1.0.0",
            _limits.RejectedPayloadBytesMax,
            TimeProvider.System);
        encoder.Encode(new(new(0, 0, key, payload, null), new(FailureType.Oversized, null, "Too large.")), written);

        var record = written.ShouldHaveSingleItem();
        using var producer = new ProducerBuilder<byte[]?, byte[]>(KafkaClientSettings.Producer(options)).Build();
        var delivered = await producer.ProduceAsync(options.Rejected, new() { Key = record.Key, Value = record.Value! });

        delivered.Status.ShouldBe(PersistenceStatus.Persisted);
    }

    [RealKafkaFact]
    public async Task What_is_there_and_differs_is_warned_of_and_left_as_it_is()
    {
        var options = NewPipeline();
        options.Catalog = await kafka.CreateTopicAsync("catalog", 1);
        options.Rejected = await kafka.CreateTopicAsync("rejected", 2);

        var reports = await Creator(options).CreateAsync(new TopicPlan(Partitions: 2), CancellationToken.None);

        reports.Select(report => report.Created).ShouldBe([true, false, true, false]);
        reports[1].Warnings.Count.ShouldBe(2);
        reports[1].Warnings[0].ShouldContain("has 1 partitions, not 2");
        reports[1].Warnings[1].ShouldContain("cleanup.policy=delete");
        reports[3].Warnings.ShouldHaveSingleItem().ShouldContain("max.message.bytes=");
        (await SettingAsync(options.Catalog, "cleanup.policy")).ShouldBe("delete");
    }

    [RealKafkaFact]
    public async Task More_replicas_than_brokers_are_refused_with_the_brokers_reason()
    {
        var plan = new TopicPlan(Partitions: 1, Replication: 3);

        var error = await Should.ThrowAsync<KafkaSetupException>(
            () => Creator(NewPipeline()).CreateAsync(plan, CancellationToken.None));

        error.Message.ShouldContain("replication factor", Case.Insensitive);
    }

    private TopicCreator Creator(KafkaOptions options) => new(options, _limits, _log, TimeProvider.System);

    private KafkaOptions NewPipeline()
    {
        var name = kafka.NewName("pipeline");
        return new KafkaOptions
        {
            Bootstrap = kafka.Bootstrap,
            Clicks = $"{name}.clicks",
            Catalog = $"{name}.catalog",
            Recommendations = $"{name}.recommendations",
            Rejected = $"{name}.clicks.rejected",
        };
    }

    private async Task<string> SettingAsync(string topic, string setting)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = kafka.Bootstrap }).Build();
        var resource = new ConfigResource { Type = ResourceType.Topic, Name = topic };
        var described = await admin.DescribeConfigsAsync([resource]);
        return described[0].Entries[setting].Value;
    }
}
