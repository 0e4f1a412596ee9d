using StreamReco.StreamHost.Kafka.Spans;
using StreamReco.StreamHost.Node;

namespace StreamReco.StreamHost.Demo;

/// <summary>A running demo, to be looked at.</summary>
internal sealed class DemoView(
    DemoSource source, ClickPlayer player, RecommenderNode node, RecommendationBoard board, RecommendationReader viewer, TimeProvider time)
{
    /// <summary>As long as a person reads.</summary>
    private static readonly TimeSpan _searchLasts = TimeSpan.FromSeconds(2);

    private readonly DemoSearch _search = new(source, node);
    private long _lastRead;
    private long _lastAt = time.GetTimestamp();
    private long _searchedAt;
    private string? _found;
    private Task<string?> _next = Task.FromResult<string?>(null);

    public DemoSource Source => source;

    public string ModelLine =>
        $"model {node.Model.Manifest.Name} {node.Model.Manifest.Version}, {node.Model.Items.Count:N0} items, on {node.Batcher.Provider}";

    public IReadOnlyList<ShownAnswer> Answers => board.Shown;

    /// <summary>A search and what it found; null where nothing can be searched yet.</summary>
    public string? Search()
    {
        if (_next.IsCompletedSuccessfully && (_found is null || time.GetElapsedTime(_searchedAt) >= _searchLasts))
        {
            (_found, _searchedAt) = (_next.GetAwaiter().GetResult(), time.GetTimestamp());
            _next = _search.NextAsync().AsTask();
        }

        return _found;
    }

    /// <summary>The figures since the last call.</summary>
    public DemoFigures Sample()
    {
        var counters = node.Progress();
        var seconds = time.GetElapsedTime(_lastAt).TotalSeconds;
        var rate = (counters.Read - _lastRead) / Math.Max(seconds, 1e-3);
        (_lastRead, _lastAt) = (counters.Read, time.GetTimestamp());
        return new DemoFigures(
            rate,
            player.Produced,
            counters,
            viewer.Seen,
            board.Latency.PercentileMs(0.5),
            board.Latency.PercentileMs(0.99),
            node.Batcher.Scored / (double)Math.Max(1, node.Batcher.Batches),
            node.EverOwned.Sum(s => s.Commits));
    }
}
