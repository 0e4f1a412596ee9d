using Microsoft.Extensions.Logging;
using StreamReco.Models.Search.Ranking;
using StreamReco.Stages.Serving;

namespace StreamReco.StreamHost.Search;

/// <summary>
/// The ranker of search of the model in use, looked up again now and then, so that searches follow a change of model. A model
/// without one, and one whose features this program does not compute, leave the fixed mix. Safe from any thread.
/// </summary>
/// <param name="model">The model in use.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Says which ranker serves.</param>
internal sealed partial class NodeRanker(Func<LoadedModel> model, TimeProvider time, ILogger logger)
{
    /// <summary>The name of the fixed mix in answers.</summary>
    public const string FixedMix = "fixed";

    private static readonly TimeSpan _every = TimeSpan.FromMilliseconds(500);
    private static readonly string _features = SearchFeatures.Layout.Hash();

    private readonly Lock _lock = new();
    private LoadedModel? _of;
    private volatile GraphRanker? _current;
    private long _lookedAt;

    /// <summary>The ranker; null for the fixed mix.</summary>
    public GraphRanker? Current
    {
        get
        {
            if (_of is null || time.GetElapsedTime(Interlocked.Read(ref _lookedAt)) >= _every)
            {
                Look();
            }

            return _current;
        }
    }

    private void Look()
    {
        lock (_lock)
        {
            Interlocked.Exchange(ref _lookedAt, time.GetTimestamp());
            var now = model();
            if (ReferenceEquals(now, _of))
            {
                return;
            }

            _current = Of(now);
            _of = now;
            LogRanker(logger, _current?.Name ?? FixedMix, now.Version);
        }
    }

    private GraphRanker? Of(LoadedModel now)
    {
        if (now.Artifact.SearchRanker is not { } ranker || now.Searching is not { } graph)
        {
            return null;
        }

        if (ranker.Layout.Hash() != _features)
        {
            LogForeign(logger, now.Version, ranker.Layout.Hash(), _features);
            return null;
        }

        return new GraphRanker($"learned-{now.Version}", ranker.Model, (request, cancel) => graph.ScoreAsync([request], cancel));
    }

    [LoggerMessage(141, LogLevel.Information, "search: {Ranker} ranks, as of model {Version}")]
    private static partial void LogRanker(ILogger logger, string ranker, string version);

    [LoggerMessage(142, LogLevel.Warning, "search: the ranker of model {Version} has features '{Its}' where this program computes '{Ours}'; the fixed mix ranks. Train it again")]
    private static partial void LogForeign(ILogger logger, string version, string its, string ours);
}
