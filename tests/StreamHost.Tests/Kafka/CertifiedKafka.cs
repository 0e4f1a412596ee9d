using System.Text.Json;

namespace StreamReco.StreamHost.Tests.Kafka;

/// <summary>A single-node Apache Kafka that knows its clients by their certificates alone (<c>ssl.client.auth=required</c>).</summary>
public sealed class CertifiedKafka : IAsyncLifetime
{
    public const string KeyPassword = "only-for-this-client";

    private const string StorePassword = "only-for-this-test";

    private readonly TemporaryFolder _folder = new();
    private KafkaCluster? _cluster;

    /// <summary>The folder for what a test writes.</summary>
    public string Folder => _folder.Path;

    public async Task InitializeAsync()
    {
        if (KafkaHome.Path is null || Keytool.Path is null)
        {
            return;
        }

        await Keytool.MakeCertificateAsync(_folder.Path, "broker", "CN=localhost", StorePassword);
        await Keytool.MakeCertificateAsync(_folder.Path, "client", "CN=reco", KeyPassword);
        await Keytool.MakeCertificateAsync(_folder.Path, "stranger", "CN=stranger", KeyPassword);
        await File.WriteAllTextAsync(
            In("trusted.pem"), await File.ReadAllTextAsync(In("broker.pem")) + await File.ReadAllTextAsync(In("client.pem")));
        _cluster = await KafkaCluster.StartAsync(nodes: 1, new Dictionary<string, string>
        {
            ["listener.security.protocol.map"] = "CONTROLLER:PLAINTEXT,PLAINTEXT:SSL",
            ["ssl.client.auth"] = "required",
            ["ssl.keystore.type"] = "PKCS12",
            ["ssl.keystore.location"] = In("broker.p12"),
            ["ssl.keystore.password"] = StorePassword,
            ["ssl.truststore.type"] = "PEM",
            ["ssl.truststore.location"] = In("trusted.pem"),
        });
    }

    public async Task DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        _folder.Dispose();
    }

    /// <summary>Writes a file of settings for <c>--config</c>.</summary>
    /// <param name="key">Whose key the client shows; null shows none.</param>
    /// <param name="password">Of the key's file.</param>
    public string Config(string? key, string password = KeyPassword)
    {
        var client = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["security.protocol"] = "ssl",
            ["ssl.ca.location"] = In("broker.pem"),
        };
        if (key is not null)
        {
            client["ssl.keystore.location"] = In($"{key}.p12");
            client["ssl.keystore.password"] = password;
        }

        var path = In($"{Guid.NewGuid():N}.json");
        File.WriteAllText(path, JsonSerializer.Serialize(new { Kafka = new { _cluster!.Bootstrap, Client = client } }));
        return path;
    }

    private string In(string file) => Path.Combine(_folder.Path, file);
}
