using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using StreamReco.StreamHost.Cluster.Configuration;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Settings;
using static StreamReco.StreamHost.Tests.Cluster.ClusterScene;

namespace StreamReco.StreamHost.Tests.Cluster;

public sealed class TlsTests : IDisposable
{
    private const string Password = "only-for-this-test";

    private static readonly DateTimeOffset From = TimeProvider.System.GetUtcNow().AddDays(-1);

    private static readonly DateTimeOffset To = TimeProvider.System.GetUtcNow().AddDays(2);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Nodes_with_one_certificate_join_and_one_with_another_is_left_out()
    {
        await using var scene = new ClusterScene();
        var (shared, foreign) = (MakePkcs12("shared"), MakePkcs12("foreign"));
        var first = await scene.StartAsync(change: options => Use(options, shared), isKillable: false);
        var second = await scene.StartAsync(change: options => Use(options, shared), isKillable: false);
        await UntilAsync("both are up", () => Up(first) == 2 && Up(second) == 2);

        var stranger = scene.StartAsync(change: options =>
        {
            Use(options, foreign);
            options.JoinTimeoutMs = 2_000;
        }, isKillable: false);

        (await Should.ThrowAsync<ClusterStartException>(stranger)).Message.ShouldContain("the same Cluster:Tls settings");
        (Up(first), Up(second)).ShouldBe((2, 2));
    }

    [Fact]
    public async Task With_an_authority_each_node_has_a_certificate_of_its_own()
    {
        await using var scene = new ClusterScene();
        using var authority = MakeAuthority();
        var file = Path.Combine(_folder.Path, "authority.pem");
        await File.WriteAllTextAsync(file, authority.ExportCertificatePem());
        var (one, two) = (MakePem("one", authority), MakePem("two", authority));

        var first = await scene.StartAsync(change: options => (options.TlsCertificateFile, options.TlsAuthorityFile) = (one, file), isKillable: false);
        var second = await scene.StartAsync(change: options => (options.TlsCertificateFile, options.TlsAuthorityFile) = (two, file), isKillable: false);

        await UntilAsync("both are up", () => Up(first) == 2 && Up(second) == 2);
    }

    [Fact]
    public void A_password_that_does_not_fit_is_said_with_its_setting()
    {
        var options = new ClusterOptions();
        Use(options, MakePkcs12("a"));
        options.TlsPasswordFile = "";

        ClusterOptionsValidator.Validate(options).Single()
            .ShouldStartWith($"Cluster:TlsCertificateFile '{options.TlsCertificateFile}' cannot be read:");
    }

    private void Use(ClusterOptions options, string certificate)
    {
        options.TlsCertificateFile = certificate;
        options.TlsPasswordFile = Path.Combine(_folder.Path, "password");
        File.WriteAllText(options.TlsPasswordFile, Password + "\n");
    }

    private string MakePkcs12(string name)
    {
        using var key = RSA.Create(2048);
        using var certificate = Request(name, key).CreateSelfSigned(From, To);
        var file = Path.Combine(_folder.Path, name + ".p12");
        File.WriteAllBytes(file, certificate.Export(X509ContentType.Pkcs12, Password));
        return file;
    }

    private static X509Certificate2 MakeAuthority()
    {
        var request = Request("authority", RSA.Create(2048));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(From, To);
    }

    private string MakePem(string name, X509Certificate2 authority)
    {
        using var key = RSA.Create(2048);
        using var certificate = Request(name, key).Create(authority, From, To, [1, 2, 3, (byte)name.Length, (byte)name[0]]);
        var file = Path.Combine(_folder.Path, name + ".pem");
        File.WriteAllText(file, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        return file;
    }

    private static CertificateRequest Request(string name, RSA key) =>
        new($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
}
