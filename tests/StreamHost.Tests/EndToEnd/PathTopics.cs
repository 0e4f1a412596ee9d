namespace StreamReco.StreamHost.Tests.EndToEnd;

/// <summary>The four topics of a pipeline.</summary>
internal sealed record PathTopics(string Clicks, string Catalog, string Recommendations, string Rejected)
{
    /// <param name="create">Creates a topic for a prefix and a number of partitions, and says its name.</param>
    /// <param name="partitions">Partitions of each topic.</param>
    public static async Task<PathTopics> CreateAsync(
        Func<string, int, Task<string>> create, int partitions) => new(
        await create("clicks", partitions), await create("catalog", 1),
        await create("recommendations", partitions), await create("rejected", partitions));

    /// <summary>The same clicks and catalog with outputs of their own.</summary>
    public async Task<PathTopics> WithNewOutputsAsync(
        Func<string, int, Task<string>> create, int partitions) => this with
        {
            Recommendations = await create("recommendations", partitions),
            Rejected = await create("rejected", partitions),
        };

    /// <summary>As options of the command line.</summary>
    public IReadOnlyList<string> Arguments =>
    [
        "--clicks", Clicks, "--catalog", Catalog, "--recommendations", Recommendations, "--rejected", Rejected,
    ];
}
