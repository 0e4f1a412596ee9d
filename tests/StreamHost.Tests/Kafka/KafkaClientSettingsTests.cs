using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Tests.Kafka;

public sealed class KafkaClientSettingsTests
{
    private readonly KafkaOptions _options = new() { Bootstrap = "127.0.0.1:1" };

    [Fact]
    public void Client_settings_reach_every_kind_of_client()
    {
        _options.Client["socket.keepalive.enable"] = "true";
        _options.Client["linger.ms"] = "7";

        KafkaClientSettings.Consumer(_options).SocketKeepaliveEnable.ShouldBe(true);
        KafkaClientSettings.Producer(_options).LingerMs.ShouldBe(7);
        KafkaClientSettings.Admin(_options).SocketKeepaliveEnable.ShouldBe(true);
    }

    [Fact]
    public void An_unknown_client_setting_is_named() =>
        Refusal("securty.protocol", "ssl")
            .ShouldContain("Kafka:Client:securty.protocol is not a setting of librdkafka");

    [Fact]
    public void An_invalid_value_is_told_with_its_setting() =>
        Refusal("security.protocol", "tls").ShouldContain("Kafka:Client:security.protocol");

    [Theory]
    [InlineData("sasl.pasword")]
    [InlineData("sasl.password ")]
    public void A_secret_under_a_misspelt_name_is_not_shown(string setting) =>
        Refusal(setting, "hush-hush").ShouldNotContain("hush");

    [Theory]
    [InlineData("bootstrap.servers", "Kafka:Bootstrap")]
    [InlineData("group.id", "Kafka:Group")]
    [InlineData("session.timeout.ms", "Cluster:*")]
    [InlineData("group.protocol", "Cluster:*")]
    [InlineData("heartbeat.interval.ms", "Cluster:*")]
    [InlineData("partition.assignment.strategy", "Cluster:*")]
    [InlineData("enable.auto.commit", "exactly-once")]
    [InlineData("isolation.level", "exactly-once")]
    public void What_the_host_sets_itself_cannot_be_set_from_below(string setting, string reason) =>
        Refusal(setting, "x").ShouldContain(reason);

    [Fact]
    public void Librdkafka_accepts_every_configuration()
    {
        var log = new KafkaClientLog(new RecordedLog<KafkaClientSettingsTests>(), TimeProvider.System);
        var consumerConfig = KafkaClientSettings.Consumer(_options);
        var producerConfig = KafkaClientSettings.Producer(_options);
        using var consumer = log.Attach(new ConsumerBuilder<byte[], byte[]>(consumerConfig)).Build();
        using var producer = log.Attach(new ProducerBuilder<byte[], byte[]>(producerConfig)).Build();
        using var admin = log.Attach(new AdminClientBuilder(KafkaClientSettings.Admin(_options))).Build();

        consumer.Name.ShouldStartWith("streamreco");
    }

    [Fact]
    public void A_warning_that_repeats_is_told_once_and_settings_that_do_not_concern_a_client_never()
    {
        var recorded = new RecordedLog<KafkaClientSettingsTests>();
        var log = new KafkaClientLog(recorded, TimeProvider.System);

        log.Write(new LogMessage("c", SyslogLevel.Error, "FAIL", "no connection"));
        log.Write(new LogMessage("c", SyslogLevel.Error, "FAIL", "no connection"));
        log.Write(new LogMessage("c", SyslogLevel.Warning, "CONFWARN", "not for a producer"));
        log.Write(new LogMessage("c", SyslogLevel.Info, "INIT", "hello"));

        recorded.At(LogLevel.Warning).ShouldHaveSingleItem().ShouldContain("no connection");
        recorded.At(LogLevel.Debug).Count.ShouldBe(3);
    }

    private string Refusal(string setting, string value)
    {
        _options.Client[setting] = value;
        return Should.Throw<KafkaSetupException>(() => KafkaClientSettings.Producer(_options)).Message;
    }
}
