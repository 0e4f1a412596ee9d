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
}
