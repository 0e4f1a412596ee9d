using StreamReco.Models.Content;
using StreamReco.Models.Retrieval;
using StreamReco.Models.Retrieval.Counts;
using StreamReco.Models.Retrieval.Factorization;
using StreamReco.Models.Retrieval.Linear;
using StreamReco.Models.Retrieval.Live;
using StreamReco.Models.Retrieval.Neighbours;
using StreamReco.Models.Retrieval.Pairs;
using StreamReco.Models.Retrieval.Registry;
using StreamReco.Models.Retrieval.Tables;

namespace StreamReco.Models.Ranking;

/// <summary>What was fitted for the sources of a stack by counting: immutable, shared by all threads.</summary>
/// <param name="Settings">What it was fitted with.</param>
/// <param name="Log">What it was fitted on.</param>
/// <param name="Counts">Counts of each item.</param>
/// <param name="Pairs">Counts of pairs of items.</param>
/// <param name="Knn">The sessions as neighbours.</param>
/// <param name="Slist">The linear session model.</param>
public sealed record RetrievalParts(
    SourceSettings Settings,
    SessionLog Log,
    ItemCounts Counts,
    PairTable Pairs,
    SessionKnnIndex Knn,
    SlistModel Slist)
{
    /// <summary>The space of the user vectors; null where the stack has no taste.</summary>
    public FactorizationIndex? Taste { get; init; }

    /// <summary>What is said of the items; null where nothing is.</summary>
    public ContentSpace? Content { get; init; }

    /// <summary>Fits everything on one log; taste and content come from elsewhere.</summary>
    public static RetrievalParts Fit(
        SessionLog log, SourceSettings settings, ParallelOptions parallel, IProgress<FitProgress>? progress) =>
        Fit(log, settings, SlistModel.Fit(log, settings.Slist, parallel, progress), parallel);

    /// <summary>Counts a log beside a linear model that is there already.</summary>
    public static RetrievalParts Fit(
        SessionLog log, SourceSettings settings, SlistModel slist, ParallelOptions parallel,
        IProgress<FitProgress>? progress = null) =>
        new(
            settings,
            log,
            ItemCounts.Fit(log),
            PairTable.Fit(log, settings.Pairs, parallel, progress),
            SessionKnnIndex.Fit(log, settings.Knn),
            slist);

    /// <summary>What a shard takes in beside the model; empty at first.</summary>
    public LiveClicks OpenLive(LiveClicksOptions options) => new(Counts, Pairs, Knn, options);

    /// <summary>The sources for one thread.</summary>
    /// <param name="live">What was clicked since, read by the same thread; null for the model alone.</param>
    public IReadOnlyList<ICandidateSource> Open(LiveClicks? live = null) =>
    [
        new SessionKnnSource(Knn, live),
        new SlistSource(Slist),
        new RulesSource(Pairs, Settings.Rules, live),
        new TransitionsSource(Pairs, live),
        new PopularSource(Counts, live),
        .. Taste is null ? (IEnumerable<ICandidateSource>)[] : [new FactorizationSource(Taste)],
        .. Content is null ? (IEnumerable<ICandidateSource>)[] : [new ContentSource(Content)],
    ];

    /// <summary>The counters behind the features, for one thread.</summary>
    /// <param name="live">What was clicked since, read by the same thread; null for the model alone.</param>
    public ItemStatistics OpenStatistics(LiveClicks? live = null) => new(Counts, Pairs, live);
}
