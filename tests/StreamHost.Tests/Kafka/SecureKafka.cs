using System.Text.Json;

namespace StreamReco.StreamHost.Tests.Kafka;

/// <summary>
/// A single-node Apache Kafka whose every client comes by TLS and proves itself by SCRAM-SHA-512, with a certificate
/// made for it.
/// </summary>
public sealed class SecureKafka : IAsyncLifetime
{
    public const string User = "reco";
    public const string Password = "correct-horse-battery";

    private const string StorePassword = "only-for-this-test";

    private readonly TemporaryFolder _folder = new();
    private KafkaCluster? _cluster;

    public string Bootstrap => _cluster?.Bootstrap ?? throw new InvalidOperationException(KafkaHome.HowToHaveOne);

    /// <summary>The certificate that clients must trust, PEM.</summary>
    public string Certificate => Path.Combine(_folder.Path, "broker.pem");

    /// <summary>The folder for what a test writes.</summary>
    public string Folder => _folder.Path;

    public async Task InitializeAsync()
    {
        if (KafkaHome.Path is not null && Keytool.Path is not null)
        {
            await Keytool.MakeCertificateAsync(_folder.Path, "broker", "CN=localhost", StorePassword);
            _cluster = await KafkaCluster.StartAsync(
                nodes: 1, Settings(),
                "--add-scram", $"SCRAM-SHA-512=[name={User},password={Password}]");
        }
    }

    public async Task DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        _folder.Dispose();
    }

    /// <summary>Writes a file of settings for <c>--config</c>, as an operator would keep it.</summary>
    /// <param name="changes">Settings of Kafka's client that differ; a null value leaves one out.</param>
    public string Config(params (string Name, string? Value)[] changes)
    {
        var client = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["security.protocol"] = "sasl_ssl",
            ["sasl.mechanism"] = "SCRAM-SHA-512",
            ["sasl.username"] = User,
            ["sasl.password"] = Password,
            ["ssl.ca.location"] = Certificate,
        };
        foreach (var (name, value) in changes)
        {
            client[name] = value;
        }

        var path = Path.Combine(_folder.Path, $"{Guid.NewGuid():N}.json");
        File.WriteAllText(path, JsonSerializer.Serialize(new
        {
            Kafka = new
            {
                Bootstrap,
                Client = client.Where(setting => setting.Value is not null).ToDictionary(),
            },
        }));
        return path;
    }

    private Dictionary<string, string> Settings() => new()
    {
        ["listener.security.protocol.map"] = "CONTROLLER:PLAINTEXT,PLAINTEXT:SASL_SSL",
        ["sasl.enabled.mechanisms"] = "SCRAM-SHA-512,OAUTHBEARER",
        ["sasl.mechanism.inter.broker.protocol"] = "SCRAM-SHA-512",
        ["listener.name.plaintext.scram-sha-512.sasl.jaas.config"] =
            "org.apache.kafka.common.security.scram.ScramLoginModule required "
                + $"username=\"{User}\" password=\"{Password}\";",
        ["listener.name.plaintext.oauthbearer.sasl.jaas.config"] =
            "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;",
        ["ssl.keystore.type"] = "PKCS12",
        ["ssl.keystore.location"] = Path.Combine(_folder.Path, "broker.p12"),
        ["ssl.keystore.password"] = StorePassword,
        ["ssl.truststore.type"] = "PEM",
        ["ssl.truststore.location"] = Certificate,
    };
}
