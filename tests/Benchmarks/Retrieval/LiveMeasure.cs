using System.Diagnostics;
using StreamReco.Models.Retrieval;
using StreamReco.Models.Retrieval.Live;
using StreamReco.Models.Retrieval.Neighbours;
using StreamReco.Models.Retrieval.Registry;
using StreamReco.Models.Retrieval.Tables;

namespace StreamReco.Benchmarks.Retrieval;

/// <summary>A shard's live state beside a model: the newest sessions of the training data are clicked once more.</summary>
internal sealed class LiveMeasure
{
    private const int ClicksMax = 50_000;

    private readonly SessionLog _log;
    private readonly LiveClicks _live;

    public LiveMeasure(SessionLog log, SourceSettings settings)
    {
        _log = log;
        var index = SessionKnnIndex.Fit(log, settings.Knn);
        _live = new LiveClicks(
            ItemCounts.Fit(log),
            PairTable.Fit(log, settings.Pairs, new ParallelOptions()),
            index,
            new LiveClicksOptions { ClicksMax = ClicksMax });
        Neighbours = new SessionKnnSource(index, _live);
    }

    public SessionKnnSource Neighbours { get; }

    /// <summary>Takes in twice as many clicks as are kept; the mean of the second half, where each pushes another out.</summary>
    public double ObserveMicros()
    {
        var (clicks, micros) = (0, 0.0);
        for (var session = _log.Sessions - 1; clicks < 2 * ClicksMax && session >= 0; session--)
        {
            var rows = _log.RowsOf(session);
            var times = _log.TimesOf(session);
            var types = _log.TypesOf(session);
            var started = Stopwatch.GetTimestamp();
            for (var place = 0; place < rows.Length; place++)
            {
                var before = new SessionQuery
                {
                    Rows = rows[..place],
                    TimesMs = times[..place],
                    SessionStart = 0,
                    AsOfMs = times[place],
                };
                _live.Observe(
                    new SessionClick((ulong)session + 1, rows[place], times[place], types[place]), before);
            }

            micros += clicks >= ClicksMax ? Stopwatch.GetElapsedTime(started).TotalMicroseconds : 0;
            clicks += rows.Length;
        }

        return micros / Math.Max(1, clicks - ClicksMax);
    }
}
