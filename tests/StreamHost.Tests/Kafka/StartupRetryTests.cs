using Confluent.Kafka;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Kafka.Embedded;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Tests.Kafka;

/// <summary>Which errors a question at start gets over: a node that starts while a broker goes must not end for it.</summary>
public sealed class StartupRetryTests : IDisposable
{
    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start();

    public void Dispose() => _broker.Dispose();

    [Theory]
    [InlineData(ErrorCode.Local_Transport)]
    [InlineData(ErrorCode.Local_DestroyBroker)] // A broker that left the cluster's metadata while it was asked.
    [InlineData(ErrorCode.LeaderNotAvailable)]
    [InlineData(ErrorCode.NotLeaderForPartition)]
    [InlineData(ErrorCode.GroupCoordinatorNotAvailable)]
    public async Task What_passes_is_asked_again(ErrorCode code)
    {
        var asked = 0;

        var answer = await AskAsync(() => asked++ == 0 ? throw new KafkaException(new Error(code)) : 7);

        (answer, asked).ShouldBe((7, 2));
    }

    [Theory]
    [InlineData(ErrorCode.TopicAuthorizationFailed)]
    [InlineData(ErrorCode.ClusterAuthorizationFailed)]
    [InlineData(ErrorCode.UnsupportedVersion)]
    public async Task What_no_patience_mends_is_told_at_once(ErrorCode code)
    {
        var asked = 0;

        var fault = await Should.ThrowAsync<KafkaSetupException>(() => AskAsync(() => asked++ >= 0 ? throw new KafkaException(new Error(code)) : 0));

        asked.ShouldBe(1);
        fault.Message.ShouldStartWith($"Kafka at Kafka:Bootstrap '{_broker.Bootstrap}' (--bootstrap) refuses: ");
    }

    [Theory]
    [InlineData(ErrorCode.Local_TimedOut, "No Kafka broker answered at ")]
    [InlineData(ErrorCode.LeaderNotAvailable, "Kafka did not become ready at ")]
    public async Task Who_did_not_answer_in_the_end_is_told(ErrorCode code, string words)
    {
        var options = new KafkaOptions { Bootstrap = _broker.Bootstrap, RequestTimeoutMs = 100 };

        var fault = await Should.ThrowAsync<KafkaSetupException>(() => StartupRetry.RunAsync<int>(
            options, _ => throw new KafkaException(new Error(code)), TimeProvider.System, CancellationToken.None));

        fault.Message.ShouldStartWith($"{words}{_broker.Bootstrap} (Kafka:Bootstrap) within ");
    }

    private Task<int> AskAsync(Func<int> question) => StartupRetry.RunAsync(
        new KafkaOptions { Bootstrap = _broker.Bootstrap }, _ => question(), TimeProvider.System, CancellationToken.None);
}
