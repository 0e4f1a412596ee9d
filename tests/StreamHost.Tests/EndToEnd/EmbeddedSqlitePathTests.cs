using StreamReco.StreamHost.Kafka.Embedded;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Tests.EndToEnd;

public sealed class EmbeddedSqlitePathTests : PathContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start();

    public void Dispose()
    {
        _broker.Dispose();
        _folder.Dispose();
    }

    /// <summary>The embedded broker's transactions keep no offsets.</summary>
    private protected override string DeliveryThatIsRemembered => KafkaOptions.AtLeastOnce;

    private protected override string Bootstrap => _broker.Bootstrap;

    private protected override Task<string> CreateTopicAsync(string prefix, int partitions)
    {
        _broker.CreateTopic(prefix, partitions);
        return Task.FromResult(prefix);
    }

    private protected override Task<string> CreateStateAsync() =>
        Task.FromResult(Path.Combine(_folder.Path, "state.db"));
}
