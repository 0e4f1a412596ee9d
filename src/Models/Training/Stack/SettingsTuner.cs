using StreamReco.Models.Data;
using StreamReco.Models.Ranking;
using StreamReco.Models.Retrieval;

namespace StreamReco.Models.Training.Stack;

/// <summary>
/// Searches settings of the sources further than training does: steps away from the best so far, part after part, each
/// judged by what the source finds alone on the validation part. Resumable: a trial depends on the seed, its number and
/// the trials before it.
/// </summary>
public sealed class SettingsTuner
{
    private readonly SettingsChooser _chooser;
    private readonly TrainingSplit _split;
    private readonly ParallelOptions _parallel;
    private readonly int _seed;

    /// <param name="data">Clicks in event-time order; test data are none of them.</param>
    /// <param name="settings">Split, seed and threads, as training takes them.</param>
    /// <param name="cancellationToken">Stops between trials.</param>
    /// <exception cref="ArgumentException">The data have no interaction to train on.</exception>
    public SettingsTuner(ClickDataset data, StackSettings settings, CancellationToken cancellationToken)
    {
        _seed = settings.Seed;
        _parallel = new ParallelOptions
        {
            CancellationToken = cancellationToken,
            MaxDegreeOfParallelism = settings.Threads == 0 ? Environment.ProcessorCount : settings.Threads,
        };
        var (log, traits) = TrainingSplit.Look(data, ClickSequences.Of(data).ItemIds, settings.Split);
        Search = FormattableString.Invariant(
            $"tune v1 items {traits.Items} sessions {traits.Sessions} clicks {traits.Clicks} seed {settings.Seed}");
        _split = TrainingSplit.Of(log, traits);
        _chooser = new SettingsChooser(_split, _parallel, static _ => { });
        Start = SourcePresets.Choose(traits, _split, _chooser, _parallel);
    }

    /// <summary>What is searched, in turn.</summary>
    public static IReadOnlyList<string> Parts { get; } = ["knn", "rules", "slist"];

    /// <summary>Names the data and the seed.</summary>
    public string Search { get; }

    /// <summary>What training takes without a search.</summary>
    public SourceSettings Start { get; }

    /// <summary>The best settings of each part among some trials.</summary>
    public SourceSettings Best(IReadOnlyList<TuneTrial> trials)
    {
        var best = Start;
        foreach (var part in Parts)
        {
            var found = trials.Where(trial => trial.Part == part).MaxBy(trial => trial.Figure);
            best = found is null ? best : Merge(best, part, found.Settings);
        }

        return best;
    }

    /// <summary>Does the next trial.</summary>
    /// <param name="trials">Those before it.</param>
    public TuneTrial Next(IReadOnlyList<TuneTrial> trials)
    {
        _parallel.CancellationToken.ThrowIfCancellationRequested();
        var part = Parts[trials.Count % Parts.Count];
        var best = Best(trials);
        var tried = trials.Count < Parts.Count
            ? best
            : TuneProposal.Near(part, best, new Random(HashCode(_seed, trials.Count)));
        return new TuneTrial(trials.Count, part, _chooser.Judge(SourcePresets.Fit(part, _split.Earlier, tried, _parallel)), tried);
    }

    private static SourceSettings Merge(SourceSettings into, string part, SourceSettings from) => part switch
    {
        "knn" => into with { Knn = from.Knn },
        "rules" => into with { Pairs = from.Pairs, Rules = from.Rules },
        _ => into with { Slist = from.Slist },
    };

    /// <summary>The same on every run, unlike the runtime's own hash codes.</summary>
    private static int HashCode(int seed, int trial) => unchecked((seed * 1_000_003) + (trial * 7919) + 17);
}
