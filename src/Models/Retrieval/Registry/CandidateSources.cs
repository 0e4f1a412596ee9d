using StreamReco.Models.Retrieval.Baselines;
using StreamReco.Models.Retrieval.Counts;
using StreamReco.Models.Retrieval.Linear;
using StreamReco.Models.Retrieval.Neighbours;
using StreamReco.Models.Retrieval.Pairs;
using StreamReco.Models.Retrieval.Tables;

namespace StreamReco.Models.Retrieval.Registry;

/// <summary>The sources by name, each alone: for evaluation and for the reference check of the protocols.</summary>
public static class CandidateSources
{
    private static readonly SortedDictionary<string, Fitting> _byName = new(StringComparer.Ordinal)
    {
        ["item-knn"] = (log, _, _, _) => () => new ItemKnnSource(log),
        ["knn"] = (log, settings, _, _) => Knn(log, settings.Knn),
        ["popular"] = (log, _, _, _) => Counted(log, counts => new PopularSource(counts)),
        ["rules"] = (log, settings, parallel, progress) =>
            Paired(log, settings, parallel, progress, pairs => new RulesSource(pairs, settings.Rules)),
        ["session-popular"] = (log, _, _, _) => Counted(log, counts => new SessionPopularSource(counts)),
        ["slist"] = (log, settings, parallel, progress) => Linear(log, settings.Slist, parallel, progress),
        ["transitions"] = (log, settings, parallel, progress) =>
            Paired(log, settings, parallel, progress, pairs => new TransitionsSource(pairs)),
        ["trending"] = (log, _, _, _) => Counted(log, counts => new TrendingSource(counts)),
        ["vmis-knn"] = (log, _, _, _) => Knn(log, SessionKnnSettings.Vmis),
    };

    private delegate Func<ICandidateSource> Fitting(
        SessionLog log, SourceSettings settings, ParallelOptions parallel, IProgress<FitProgress>? progress);

    /// <summary>The names that <see cref="Fit"/> knows.</summary>
    public static IReadOnlyCollection<string> Names => _byName.Keys;

    /// <summary>Fits a source.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="log">The training sessions.</param>
    /// <param name="settings">Settings of all sources.</param>
    /// <param name="parallel">Threads, and the token that stops the fit.</param>
    /// <param name="progress">Receives every block of items; null for none.</param>
    /// <returns>Makes a source for one thread; all of them share what was fitted.</returns>
    /// <exception cref="ArgumentException">There is no such source, or a setting makes no sense.</exception>
    public static Func<ICandidateSource> Fit(
        string name,
        SessionLog log,
        SourceSettings settings,
        ParallelOptions parallel,
        IProgress<FitProgress>? progress = null) =>
        _byName.TryGetValue(name, out var fit)
            ? fit(log, settings, parallel, progress)
            : throw new ArgumentException(
                $"There is no source '{name}'; the sources are {string.Join(", ", _byName.Keys)}.", nameof(name));

    private static Func<ICandidateSource> Knn(SessionLog log, SessionKnnSettings settings)
    {
        var index = SessionKnnIndex.Fit(log, settings);
        return () => new SessionKnnSource(index);
    }

    private static Func<ICandidateSource> Linear(
        SessionLog log, SlistSettings settings, ParallelOptions parallel, IProgress<FitProgress>? progress)
    {
        var model = SlistModel.Fit(log, settings, parallel, progress);
        return () => new SlistSource(model);
    }

    private static Func<ICandidateSource> Counted(SessionLog log, Func<ItemCounts, ICandidateSource> source)
    {
        var counts = ItemCounts.Fit(log);
        return () => source(counts);
    }

    private static Func<ICandidateSource> Paired(
        SessionLog log,
        SourceSettings settings,
        ParallelOptions parallel,
        IProgress<FitProgress>? progress,
        Func<PairTable, ICandidateSource> source)
    {
        var pairs = PairTable.Fit(log, settings.Pairs, parallel, progress);
        return () => source(pairs);
    }
}
