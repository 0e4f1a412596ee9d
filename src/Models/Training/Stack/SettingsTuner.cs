using StreamReco.Models.Data;
using StreamReco.Models.Ranking;
using StreamReco.Models.Retrieval;
using StreamReco.Models.Retrieval.Registry;
using StreamReco.Models.Training.Ranker;

namespace StreamReco.Models.Training.Stack;

/// <summary>
/// Searches settings further than training does: steps away from the best so far, part after part, each judged by what the
/// part finds alone on the validation part. Resumable: a trial depends on the seed, its number and the trials before it.
/// </summary>
public sealed class SettingsTuner
{
    private readonly SettingsChooser _chooser;
    private readonly TrainingSplit _split;
    private readonly SessionLog _log;
    private readonly TwoStageEncoder _encoder;
    private readonly TwoStageSettings _settings;
    private readonly ParallelOptions _parallel;
    private readonly IReadOnlyList<string> _parts;
    private readonly Lazy<RankExamples> _examples;

    /// <param name="data">Clicks in event-time order; test data are none of them.</param>
    /// <param name="settings">Split, seed and threads, as training takes them.</param>
    /// <param name="parts">What is searched, in turn; some of <see cref="TunePart.All"/>.</param>
    /// <param name="time">For what trainings say of their progress.</param>
    /// <param name="cancellationToken">Stops a trial.</param>
    /// <exception cref="ArgumentException">The data have no interaction to train on.</exception>
    public SettingsTuner(
        ClickDataset data,
        TwoStageSettings settings,
        IReadOnlyList<string> parts,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        (_settings, _parts) = (settings, parts);
        _parallel = new ParallelOptions
        {
            CancellationToken = cancellationToken,
            MaxDegreeOfParallelism = settings.Threads == 0 ? Environment.ProcessorCount : settings.Threads,
        };
        (_log, var traits) = TrainingSplit.Describe(data, ClickSequences.Of(data).ItemIds, settings.Split);
        Search = FormattableString.Invariant(
            $"tune v2 items {traits.Items} sessions {traits.Sessions} clicks {traits.Clicks} seed {settings.Seed} parts {string.Join(' ', parts)}");
        _split = TrainingSplit.Of(_log, traits);
        _chooser = new SettingsChooser(_split, _parallel, static _ => { });
        _encoder = new TwoStageEncoder(settings, traits, time);
        var sources = SourcePresets.Choose(traits, _split, _chooser, _parallel);
        Start = new TunedSettings(sources) { Encoder = _encoder.Options()[0].Settings, Ranker = settings.Ranker };
        _examples = new Lazy<RankExamples>(() => Collect(sources));
    }

    /// <summary>Names the data, the seed and the parts.</summary>
    public string Search { get; }

    /// <summary>Where the search begins: what training takes, and the first of the encoders that it compares.</summary>
    public TunedSettings Start { get; }

    /// <summary>The best settings of each part among some trials; none of an encoder or ranker that was not searched.</summary>
    public TunedSettings Best(IReadOnlyList<TuneTrial> trials)
    {
        var best = Start;
        foreach (var part in _parts)
        {
            var found = trials.Where(trial => trial.Part == part).MaxBy(trial => trial.Figure);
            best = found is null ? best : Merge(best, part, found.Settings);
        }

        return best with
        {
            Encoder = trials.Any(trial => trial.Part == TunePart.Encoder) ? best.Encoder : null,
            Ranker = trials.Any(trial => trial.Part == TunePart.Ranker) ? best.Ranker : null,
        };
    }

    /// <summary>Does the next trial.</summary>
    /// <param name="trials">Those before it.</param>
    public TuneTrial Next(IReadOnlyList<TuneTrial> trials)
    {
        _parallel.CancellationToken.ThrowIfCancellationRequested();
        var part = _parts[trials.Count % _parts.Count];
        var found = Best(trials);
        var best = found with { Encoder = found.Encoder ?? Start.Encoder, Ranker = found.Ranker ?? Start.Ranker };
        var tried = trials.Count < _parts.Count
            ? best
            : TuneProposal.Near(part, best, _log.Timed, new Random(HashCode(_settings.Seed, trials.Count)));
        return new TuneTrial(trials.Count, part, Judge(part, tried), tried);
    }

    private double Judge(string part, TunedSettings tried) => part switch
    {
        TunePart.Encoder => JudgeEncoder(tried),
        TunePart.Ranker => JudgeRanker(tried),
        _ => _chooser.Judge(SourcePresets.Fit(part, _split.Earlier, tried.Sources, _parallel)),
    };

    private double JudgeEncoder(TunedSettings tried)
    {
        if (_split.Earlier.Clicks <= _split.Earlier.Sessions)
        {
            return 0; // No click follows another: there is nothing to encode.
        }

        var trained = _encoder.Train(
            _split.Earlier,
            tried.Encoder!,
            _encoder.Validation(_log, _split),
            "trial",
            null,
            _parallel.CancellationToken);
        return trained.Validation?.Sum ?? 0;
    }

    private double JudgeRanker(TunedSettings tried)
    {
        if (_examples.Value.Count == 0)
        {
            return 0;
        }

        var ranker = tried.Ranker! with { Threads = _settings.Threads, Seed = _settings.Seed };
        var (_, best) = new RankerTrainer(ranker).Train(_examples.Value, null, _parallel.CancellationToken);
        return (best.HitRate20 + best.ReciprocalRank20) * _examples.Value.Coverage;
    }

    /// <summary>What rankers are compared on: the sources that training would take, without the encoder.</summary>
    private RankExamples Collect(SourceSettings sources)
    {
        var parts = RetrievalParts.Fit(_split.Earlier, sources, _parallel, null);
        var plan = new RankPlan { Sources = [.. parts.Open().Select(source => new RankSource(source.Name, 1))] };
        return ExampleCollector.Collect(
            _split.Later, plan.Layout().Features.Count, TwoStageWorker.Open(plan, parts, null), _parallel, null);
    }

    private static TunedSettings Merge(TunedSettings into, string part, TunedSettings from) => part switch
    {
        TunePart.Knn => into with { Sources = into.Sources with { Knn = from.Sources.Knn } },
        TunePart.Rules => into with { Sources = into.Sources with { Pairs = from.Sources.Pairs, Rules = from.Sources.Rules } },
        TunePart.Slist => into with { Sources = into.Sources with { Slist = from.Sources.Slist } },
        TunePart.Encoder => into with { Encoder = from.Encoder },
        _ => into with { Ranker = from.Ranker },
    };

    /// <summary>The same on every run, unlike the runtime's own hash codes.</summary>
    private static int HashCode(int seed, int trial) => unchecked((seed * 1_000_003) + (trial * 7919) + 17);
}
