using StreamReco.TestKit.Servers;

namespace StreamReco.Rig.Chaos;

/// <summary>The servers that the nodes depend on: three brokers and a PostgreSQL of their own.</summary>
internal sealed class ChaosServers : IAsyncDisposable
{
    private ChaosServers(KafkaCluster kafka, PostgresServer postgres)
    {
        Kafka = kafka;
        Postgres = postgres;
    }

    public KafkaCluster Kafka { get; }

    public PostgresServer Postgres { get; }

    /// <summary>What is missing on this machine, or null.</summary>
    public static string? Missing =>
        KafkaHome.Path is null ? KafkaHome.HowToHaveOne
        : PostgresServer.IsOwn ? null
        : PostgresServer.Missing ?? "unset STREAMRECO_POSTGRES and install postgresql: the run restarts its server";

    /// <param name="brokers">1 or 3.</param>
    public static async Task<ChaosServers> StartAsync(int brokers)
    {
        var postgres = new PostgresServer();
        await postgres.InitializeAsync();
        try
        {
            return new ChaosServers(await KafkaCluster.StartAsync(brokers), postgres);
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Kafka.DisposeAsync();
        await Postgres.DisposeAsync();
    }
}
