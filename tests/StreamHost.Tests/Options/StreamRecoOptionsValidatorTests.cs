using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Settings;

namespace StreamReco.StreamHost.Tests.Options;

public sealed class StreamRecoOptionsValidatorTests
{
    [Fact]
    public void The_defaults_are_valid() =>
        new StreamRecoOptionsValidator().Validate(null, new StreamRecoOptions()).Succeeded.ShouldBeTrue();

    [Theory]
    [InlineData("localhost:9092")]
    [InlineData("a:1, b-2.example:65535")]
    [InlineData("PLAINTEXT://a:9092")]
    [InlineData("[::1]:9092")]
    public void Brokers_are_hosts_with_ports(string bootstrap) =>
        Faults(options => options.Kafka.Bootstrap = bootstrap).ShouldBeEmpty();

    [Theory]
    [InlineData("")]
    [InlineData("localhost")]
    [InlineData("localhost:")]
    [InlineData("localhost:0")]
    [InlineData("localhost:65536")]
    [InlineData("a:1,,b:2")]
    [InlineData("http//a:1")]
    public void Anything_else_is_no_broker(string bootstrap) =>
        Faults(options => options.Kafka.Bootstrap = bootstrap).Single()
            .ShouldStartWith($"Kafka:Bootstrap is '{bootstrap}'");

    [Fact]
    public void Two_topics_must_not_be_one() =>
        Faults(options => options.Kafka.Rejected = "clicks").ShouldBe(
            ["Kafka:Clicks and Kafka:Rejected are both 'clicks'; each needs a topic of its own."]);

    [Theory]
    [InlineData("")]
    [InlineData("my topic")]
    [InlineData("..")]
    public void A_topic_has_a_legal_name(string topic) =>
        Faults(options => options.Kafka.Catalog = topic).Single().ShouldStartWith($"Kafka:Catalog is '{topic}'");

    // The transactional id is GROUP-TOPIC-PARTITION, and those who forward clicks are the group GROUP-by-user.
    [Theory]
    [InlineData("by-user-shop", true, 1)]
    [InlineData("by-user-shop", false, 0)]
    [InlineData("shop.by-user", true, 0)]
    public void Forwarding_and_folding_have_transactional_ids_of_their_own(string byUser, bool repartition, int faults) =>
        Faults(options => (options.Kafka.Clicks, options.Kafka.ByUser, options.Kafka.Repartition) = ("shop", byUser, repartition))
            .Count(fault => fault.StartsWith($"Kafka:ByUser is '{byUser}'", StringComparison.Ordinal)).ShouldBe(faults);

    [Fact]
    public void The_rest_of_the_host_s_settings_is_checked_too()
    {
        var faults = Faults(options =>
        {
            options.Kafka.Group = " ";
            options.Kafka.Delivery = "once";
            options.Kafka.TransactionTimeoutMs = 900_001;
            options.Kafka.RequestTimeoutMs = -1;
            options.Kafka.Client["group.id"] = "other";
            options.State.Connection = "";
            options.Model.Directory = "";
        });

        string[] keys =
        [
            "Kafka:Group", "Kafka:Delivery", "Kafka:TransactionTimeoutMs",
            "Kafka:RequestTimeoutMs", "Kafka:Client:group.id", "State:Connection", "Model:Directory",
        ];
        faults.Select(fault => fault.Split(' ')[0]).ShouldBe(keys, ignoreOrder: true);
    }

    private static IEnumerable<string> Faults(Action<StreamRecoOptions> change)
    {
        var options = new StreamRecoOptions();
        change(options);
        return new StreamRecoOptionsValidator().Validate(null, options).Failures ?? [];
    }
}
