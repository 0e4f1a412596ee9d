using System.Diagnostics;

namespace StreamReco.StreamHost.Tests.Kafka;

/// <summary>Java's tool for certificates.</summary>
internal static class Keytool
{
    public const string HowToHaveOne = "install Java 17 with keytool, or set JAVA_HOME to it";

    /// <summary>The program, or null where there is none.</summary>
    public static string? Path { get; } = Find();

    private static string? Find()
    {
        var home = Environment.GetEnvironmentVariable("JAVA_HOME");
        IEnumerable<string> folders = string.IsNullOrEmpty(home)
            ? (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator)
            : [System.IO.Path.Combine(home, "bin")];
        return folders.Select(folder => System.IO.Path.Combine(folder, "keytool")).FirstOrDefault(File.Exists);
    }

    /// <summary>Makes a key with a certificate that vouches for itself: <c>NAME.p12</c>, and <c>NAME.pem</c> for those who trust it.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="name">The files' name.</param>
    /// <param name="subject">Whose it is, for instance <c>CN=localhost</c>.</param>
    /// <param name="password">Of the key's file.</param>
    public static async Task MakeCertificateAsync(string folder, string name, string subject, string password)
    {
        string[] store = ["-keystore", System.IO.Path.Combine(folder, $"{name}.p12"), "-storepass", password, "-alias", name];
        await RunAsync(
        [
            "-genkeypair", "-keyalg", "RSA", "-keysize", "2048", "-validity", "2", "-dname", subject,
            "-ext", "SAN=DNS:localhost,IP:127.0.0.1", "-storetype", "PKCS12", .. store,
        ]);
        await RunAsync(["-exportcert", "-rfc", "-file", System.IO.Path.Combine(folder, $"{name}.pem"), .. store]);
    }

    private static async Task RunAsync(string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Path!, arguments)
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var told = process.StandardError.ReadToEndAsync();
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, said + await told);
    }
}
