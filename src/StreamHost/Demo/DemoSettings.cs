using StreamReco.Models.Data;

namespace StreamReco.StreamHost.Demo;

/// <summary>What the demo plays and how.</summary>
internal sealed record DemoSettings
{
    /// <summary>A file of real clicks; null plays the simulated shop.</summary>
    public string? ClicksFile { get; init; }

    /// <summary>How the file is to be read.</summary>
    public ClickFileSettings Reading { get; init; } = new();

    /// <summary>Clicks per second; 0 plays as fast as the pipeline answers.</summary>
    public double Rate { get; init; }

    /// <summary>Records to play; null plays the whole file, or <see cref="SimulatedEvents"/>.</summary>
    public long? Events { get; init; }

    /// <summary>Plays on until stopped: the simulator never ends, a file begins again under fresh ids.</summary>
    public bool Forever { get; init; }

    public int Seed { get; init; } = 1;

    public int Partitions { get; init; } = 4;

    /// <summary>A trained model's folder; null trains a small one first.</summary>
    public string? ModelDirectory { get; init; }

    /// <summary>A broker to use; null starts the embedded one.</summary>
    public string? Bootstrap { get; init; }

    /// <summary>Where the summary goes as JSON; null for nowhere.</summary>
    public string? ReportFile { get; init; }

    /// <summary>Records that the simulator plays by default: about twenty seconds.</summary>
    public const long SimulatedEvents = 30_000;

    /// <summary>Records per second that the simulator plays by default.</summary>
    public const double SimulatedRate = 1_500;

    /// <summary>Settings that the demo would rather have, below whatever the user sets.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Defaults(string? bootstrap) =>
    [
        new("Kafka:Group", "streamreco-demo"),
        new("Kafka:Bootstrap", bootstrap ?? "127.0.0.1:9092"),
    ];
}
