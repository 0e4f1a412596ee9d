using StreamReco.Models.Evaluation;
using StreamReco.Models.Ranking;
using StreamReco.Models.Retrieval;

namespace StreamReco.Models.Training.Stack;

/// <summary>
/// Chooses settings of a source by what it finds alone: fitted on the earlier part of the training data, asked for a
/// sample of the later part, the best NDCG@20 wins.
/// </summary>
internal sealed class SettingsChooser(TrainingSplit split, ParallelOptions parallel, Action<string> tell)
{
    /// <summary>Standard error of an NDCG around .3 over so many queries: 0.7 points.</summary>
    private const int QueriesMax = 3000;

    private readonly QuerySet _sample = split.Later.Spread(QueriesMax);

    /// <summary>What was chosen so far.</summary>
    public List<SourceChoice> Choices { get; } = [];

    /// <summary>The best of <paramref name="options"/>.</summary>
    /// <param name="part">What the settings are of.</param>
    /// <param name="options">Settings by name; the first wins a tie.</param>
    /// <param name="fit">Fits the source on the earlier part.</param>
    public T Best<T>(
        string part, IReadOnlyList<(string Name, T Settings)> options, Func<T, Func<ICandidateSource>> fit)
    {
        var tried = new SortedDictionary<string, double>(StringComparer.Ordinal);
        var best = (options[0].Name, options[0].Settings, Figure: double.NegativeInfinity);
        foreach (var (name, settings) in options)
        {
            parallel.CancellationToken.ThrowIfCancellationRequested();
            tell($"{part}: {name}");
            var figure = tried[name] = Judge(fit(settings));
            best = figure > best.Figure ? (name, settings, figure) : best;
        }

        Choices.Add(new SourceChoice(
            part, best.Name, _sample.Count == 0 ? SourceChoice.NotCompared : $"the best NDCG@20 of {tried.Count} on {_sample.Count} queries of the validation part", tried));
        return best.Settings;
    }

    /// <summary>NDCG@20 of a source on the sample.</summary>
    public double Judge(Func<ICandidateSource> open)
    {
        var metrics = new RankingMetrics();
        foreach (var rank in SourceJudge.Ranks(open, _sample, split.Earlier.Items, parallel))
        {
            metrics.AddRank(rank);
        }

        return metrics.Ndcg(RankingMetrics.CutoffMax);
    }
}
