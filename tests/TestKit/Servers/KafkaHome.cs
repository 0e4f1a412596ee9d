
namespace StreamReco.TestKit.Servers;

/// <summary>
/// Where an unpacked Apache Kafka lies: named by KAFKA_HOME, else <c>kafka</c> in the shared folder. Its own scripts
/// start it, so any Kafka 3.7 or later serves.
/// </summary>
public static class KafkaHome
{
    public const string HowToHaveOne = "set KAFKA_HOME to an Apache Kafka home (bin/cluster) and install Java 17";

    private const string Variable = "KAFKA_HOME";

    /// <summary>The folder, or null when there is none or no Java to run it.</summary>
    public static string? Path { get; } = Find();

    public static string Script(string name) =>
        System.IO.Path.Combine(Path ?? throw new InvalidOperationException(HowToHaveOne), "bin", name);

    private static string? Find()
    {
        var named = Environment.GetEnvironmentVariable(Variable);
        var home = !string.IsNullOrEmpty(named) ? named
            : SharedFolder.Path is { } shared ? System.IO.Path.Combine(shared, "kafka")
            : null;
        return home is not null && HasScripts(home) && HasJava() ? home : null;
    }

    private static bool HasScripts(string home) =>
        File.Exists(System.IO.Path.Combine(home, "bin", "kafka-server-start.sh"))
        && File.Exists(System.IO.Path.Combine(home, "bin", "kafka-storage.sh"));

    private static bool HasJava()
    {
        var javaHome = Environment.GetEnvironmentVariable("JAVA_HOME");
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator);
        return !string.IsNullOrEmpty(javaHome)
            ? File.Exists(System.IO.Path.Combine(javaHome, "bin", "java"))
            : folders.Any(folder => File.Exists(System.IO.Path.Combine(folder, "java")));
    }
}
