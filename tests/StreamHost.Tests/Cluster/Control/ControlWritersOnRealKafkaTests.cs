using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Kafka.Erasures;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Tests.Kafka;

namespace StreamReco.StreamHost.Tests.Cluster.Control;

/// <summary>A control plane that was stopped after its last look at the lease must not write when it goes on.</summary>
[Collection(RealKafkaCollection.Name)]
public sealed class ControlWritersOnRealKafkaTests(RealKafka kafka)
{
    private static readonly DateTimeOffset _at = new(2026, 11, 29, 1, 2, 3, TimeSpan.Zero);

    [RealKafkaFact]
    public async Task A_writer_that_was_overtaken_writes_no_change_of_model_any_more()
    {
        var options = await OptionsAsync();
        using var old = new KafkaControlRecords(options, "models", ControlHeaders.ModelChange, NullLogger.Instance, TimeProvider.System);
        (await old.BeginAsync(default)).ShouldBe([0, 1]);
        await old.WriteAsync(0, "v2", "{}"u8.ToArray(), "r1", default);
        using var next = new KafkaControlRecords(options, "models", ControlHeaders.ModelChange, NullLogger.Instance, TimeProvider.System);
        await next.BeginAsync(default);

        await Should.ThrowAsync<KafkaException>(old.WriteAsync(1, "v2", "{}"u8.ToArray(), "r1", default));
        await next.WriteAsync(1, "v2", "{}"u8.ToArray(), "r1", default);

        var records = await TopicReader.ReadAllAsync(kafka.Bootstrap, options.Clicks);
        records.Select(record => record.Partition.Value).Order().ShouldBe([0, 1]);
    }

    [RealKafkaFact]
    public async Task A_writer_that_was_overtaken_after_it_found_no_erasure_writes_none()
    {
        var options = await OptionsAsync();
        using var old = new KafkaErasureLog(options, TimeProvider.System);
        await old.BeginAsync(default);
        (await old.FindAsync("h", _at, default)).ShouldBeNull();
        using var next = new KafkaErasureLog(options, TimeProvider.System);
        await next.BeginAsync(default);
        var written = await next.WriteAsync("u1", "h", "k", _at, default);

        await Should.ThrowAsync<KafkaException>(old.WriteAsync("u1", "h", "k", _at, default));

        (await next.FindAsync("h", _at, default))!.Offsets.ShouldBe(written.Offsets);
        (await TopicReader.ReadAllAsync(kafka.Bootstrap, options.Clicks)).Count.ShouldBe(2);
    }

    private async Task<KafkaOptions> OptionsAsync() => new()
    {
        Bootstrap = kafka.Bootstrap,
        Group = kafka.NewName("group"),
        Clicks = await kafka.CreateTopicAsync("clicks", 2),
        Erasures = kafka.NewName("erasures"),
    };
}
