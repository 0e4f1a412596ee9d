using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace StreamReco.Rig.Chaos;

/// <summary>The topics of one block, under names of its own.</summary>
internal sealed record ChaosTopics(string Name)
{
    public const int Partitions = 6;

    public string Clicks => $"clicks-{Name}";

    public string Catalog => $"catalog-{Name}";

    public string Recommendations => $"recommendations-{Name}";

    public string Rejected => $"rejected-{Name}";

    /// <summary>The same clicks with outputs of their own.</summary>
    public IReadOnlyList<string> Arguments(ChaosTopics inputs) =>
    [
        "--clicks", inputs.Clicks, "--catalog", inputs.Catalog,
        "--recommendations", Recommendations, "--rejected", Rejected,
    ];

    public async Task CreateAsync(string bootstrap)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrap })
            .SetLogHandler((_, _) => { }).Build();
        await admin.CreateTopicsAsync(new[] { Clicks, Catalog, Recommendations, Rejected }.Select(
            topic => new TopicSpecification { Name = topic, NumPartitions = Partitions, ReplicationFactor = -1 }));
    }
}
