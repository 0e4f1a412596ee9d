using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Remote.Transport.DotNetty;
using StreamReco.StreamHost.Cluster.Configuration;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Cluster.Security;

/// <summary>
/// TLS between nodes. Both sides show a certificate. Without an authority a node trusts only its own one, which all
/// nodes then share: a self-signed file is enough. With an authority each node has its own, signed by it.
/// </summary>
internal static class ClusterCertificate
{
    private const string VariablePrefix = "env:";

    /// <returns>What the transport needs, or null where no TLS is asked for.</returns>
    /// <exception cref="ClusterStartException">A file cannot be read, or holds no certificate with its key.</exception>
    public static DotNettySslSetup? Open(ClusterOptions options)
    {
        if (options.TlsCertificateFile.Length == 0)
        {
            return null;
        }

        var certificate = Load(options);
        return new DotNettySslSetup(
            certificate, suppressValidation: false, requireMutualAuthentication: true, validateCertificateHostname: false,
            options.TlsAuthorityFile.Length == 0 ? Same(certificate) : SignedBy(LoadAuthority(options)));
    }

    /// <returns>What is wrong with the settings, or null.</returns>
    public static string? Fault(ClusterOptions options)
    {
        try
        {
            Open(options)?.Certificate.Dispose();
            return null;
        }
        catch (ClusterStartException e)
        {
            return e.Message;
        }
    }

    private static CertificateValidationCallback Same(X509Certificate2 own)
    {
        var expected = own.RawData;
        return (certificate, _, _, _, _) => certificate is not null
            && CryptographicOperations.FixedTimeEquals(expected, certificate.RawData);
    }

    private static CertificateValidationCallback SignedBy(X509Certificate2Collection authorities) => (certificate, _, _, _, _) =>
    {
        if (certificate is null)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck; // a private authority publishes no list
        return chain.Build(certificate);
    };

    private static X509Certificate2 Load(ClusterOptions options)
    {
        var file = options.TlsCertificateFile;
        try
        {
            var password = Password(options);
            var certificate = Path.GetExtension(file).ToLowerInvariant() is ".p12" or ".pfx"
                ? X509CertificateLoader.LoadPkcs12FromFile(file, password)
                : password is null ? X509Certificate2.CreateFromPemFile(file)
                : X509Certificate2.CreateFromEncryptedPemFile(file, password);
            return certificate.HasPrivateKey ? certificate
                : throw new ClusterStartException($"Cluster:TlsCertificateFile '{file}' holds no private key; it must hold certificate and key.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ClusterStartException(
                $"Cluster:TlsCertificateFile '{file}' cannot be read: {e.Message.TrimEnd('.')}. It must be PKCS#12 or PEM with the "
                + "private key; its password, if it has one, comes from Cluster:TlsPasswordFile.", e);
        }
    }

    private static X509Certificate2Collection LoadAuthority(ClusterOptions options)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(options.TlsAuthorityFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ClusterStartException($"Cluster:TlsAuthorityFile '{options.TlsAuthorityFile}' cannot be read: {e.Message}", e);
        }

        return authorities.Count > 0 ? authorities
            : throw new ClusterStartException($"Cluster:TlsAuthorityFile '{options.TlsAuthorityFile}' holds no certificate in PEM.");
    }

    private static string? Password(ClusterOptions options)
    {
        var source = options.TlsPasswordFile;
        if (source.Length == 0)
        {
            return null;
        }

        if (source.StartsWith(VariablePrefix, StringComparison.Ordinal))
        {
            return Environment.GetEnvironmentVariable(source[VariablePrefix.Length..])
                ?? throw new ClusterStartException($"Cluster:TlsPasswordFile is '{source}', but there is no such variable.");
        }

        try
        {
            return File.ReadAllText(source).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ClusterStartException($"Cluster:TlsPasswordFile '{source}' cannot be read: {e.Message}", e);
        }
    }
}
