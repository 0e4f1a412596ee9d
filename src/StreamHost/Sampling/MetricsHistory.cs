using StreamReco.StreamHost.Feeds;

namespace StreamReco.StreamHost.Sampling;

/// <summary>The figures of the last quarter of an hour, second by second, and a feed of the newest. Thread-safe.</summary>
internal sealed class MetricsHistory
{
    /// <summary>Seconds that are kept: what an operator looks back on before reaching for a metrics store.</summary>
    public const int SecondsMax = 900;

    private readonly Lock _lock = new();
    private readonly Queue<NodeFigures> _kept = new();

    /// <summary>The newest figures, as they come.</summary>
    public LatestFeed<NodeFigures> Feed { get; } = new();

    /// <summary>The newest figures; null before the first second.</summary>
    public NodeFigures? Latest => Feed.Latest;

    /// <summary>All that is kept, oldest first.</summary>
    public IReadOnlyList<NodeFigures> All()
    {
        lock (_lock)
        {
            return [.. _kept];
        }
    }

    /// <summary>Mean rates a second over the newest seconds; null before the first.</summary>
    /// <param name="seconds">How many at most.</param>
    public Tally? Mean(int seconds)
    {
        NodeFigures[] newest;
        lock (_lock)
        {
            newest = [.. _kept.TakeLast(seconds)];
        }

        double Of(Func<Tally, double> read) => Math.Round(newest.Average(second => read(second.Rates)), 1);
        return newest.Length == 0 ? null : new Tally(
            Of(t => t.Read), Of(t => t.Applied), Of(t => t.Duplicate), Of(t => t.Rejected), Of(t => t.PassedOver),
            Of(t => t.Answers), Of(t => t.Ticks))
        { Quarantined = Of(t => t.Quarantined) };
    }

    public void Add(NodeFigures figures)
    {
        lock (_lock)
        {
            _kept.Enqueue(figures);
            if (_kept.Count > SecondsMax)
            {
                _kept.Dequeue();
            }
        }

        Feed.Set(figures);
    }
}
