using Microsoft.Extensions.Logging;
using StreamReco.Models.Search.Ranking;
using StreamReco.Stages.Serving;

namespace StreamReco.StreamHost.Search;

/// <summary>
/// The ranker of search of the model in use and what the model says of items and persons, looked up again now and then, so that
/// searches follow a change of model. A model without a ranker, and one with features that this program does not compute, leave
/// the fixed mix. Safe from any thread.
/// </summary>
/// <param name="model">The model in use.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Says which ranker serves.</param>
internal sealed partial class NodeRanker(Func<LoadedModel> model, TimeProvider time, ILogger logger)
{
    /// <summary>The name of the fixed mix in answers.</summary>
    public const string FixedMix = "fixed";

    private static readonly TimeSpan _every = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private LoadedModel? _of;
    private volatile SearchModel _current = SearchModel.None;
    private long _lookedAt;

    /// <summary>What the model in use says now, ranker and signals of one model.</summary>
    public SearchModel Current
    {
        get
        {
            LookNowAndThen();
            return _current;
        }
    }

    private void LookNowAndThen()
    {
        if (_of is null || time.GetElapsedTime(Interlocked.Read(ref _lookedAt)) >= _every)
        {
            Look();
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

            _current = new SearchModel(now.Version, Of(now), ModelSignals.Of(now.Artifact.Items, now.Artifact.Stack));
            _of = now;
            LogRanker(logger, _current.Ranker?.Name ?? FixedMix, now.Version);
        }
    }

    private GraphRanker? Of(LoadedModel now)
    {
        if (now.Artifact.SearchRanker is not { } ranker || now.Searching is not { } graph)
        {
            return null;
        }

        var made = GraphRanker.Of($"learned-{now.Version}", ranker, (request, cancel) => graph.ScoreAsync([request], cancel));
        if (made is null)
        {
            LogForeign(logger, now.Version, ranker.Layout.Hash(), SearchFeatures.Layout.Hash());
        }

        return made;
    }

    [LoggerMessage(141, LogLevel.Information, "search: {Ranker} ranks, as of model {Version}")]
    private static partial void LogRanker(ILogger logger, string ranker, string version);

    [LoggerMessage(142, LogLevel.Warning, "search: the ranker of model {Version} has features '{Its}' where this program computes '{Ours}'; the fixed mix ranks. Train it again")]
    private static partial void LogForeign(ILogger logger, string version, string its, string ours);
}
