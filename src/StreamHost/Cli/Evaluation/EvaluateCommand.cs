using System.CommandLine;
using System.CommandLine.Parsing;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Content;
using StreamReco.Models.Evaluation;
using StreamReco.Models.Ranking;
using StreamReco.Models.Retrieval;
using StreamReco.Models.Retrieval.Registry;
using StreamReco.Models.Scoring;
using StreamReco.Models.Training;
using StreamReco.Models.Training.Stack;
using StreamReco.Stages;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Training;
using StreamReco.StreamHost.OpenLineage;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Serving;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Evaluation;

/// <summary><c>evaluate</c>: how good a model's answers are, by the protocols of the public benchmarks.</summary>
internal sealed class EvaluateCommand : CliCommand
{
    private static readonly Dictionary<string, EvaluationProtocol> _protocols = new(StringComparer.OrdinalIgnoreCase)
    {
        ["session-examples"] = EvaluationProtocol.SessionExamples,
        ["sessions"] = EvaluationProtocol.Sessions,
        ["leave-one-out"] = EvaluationProtocol.LeaveOneOut,
    };

    /// <summary>A stack's list is so many times as long as it is judged, because ties behind its end count too.</summary>
    private const int TiesOfStack = 2;

    private readonly Option<string> _protocol = new("--protocol")
    {
        Description =
            "session-examples: --train sessions, one a line, --test 'prefix TAB next item'. "
            + "sessions: both as SessionId ItemId Time; every click of a test session but the last is a query. "
            + "leave-one-out: --data, one user a line; the last item is the target, the history is no candidate. "
            + "search: --items and --ratings; product search by rated queries.",
        Required = true,
    };

    private readonly Option<string> _train = new InputFileOption("--train") { TakesFolder = true, Description = "The training part.", HelpName = "FILE" };
    private readonly Option<string> _test = new InputFileOption("--test") { TakesFolder = true, Description = "The test part.", HelpName = "FILE" };
    private readonly Option<string> _data =
        new InputFileOption("--data") { TakesFolder = true, Description = "The one file of leave-one-out.", HelpName = "FILE" };
    private readonly Option<string> _report =
        new("--report") { Description = "Writes the figures as JSON: metric to value.", HelpName = "FILE" };

    private readonly Option<string> _model =
        new("--model") { Description = "Judge this model; without it one is trained on the training part.", HelpName = "DIR" };

    private readonly Option<bool> _throughPipeline = new("--through-pipeline")
    {
        Description = "Push the examples as clicks through Kafka and the running stages; the figures must be the same.",
    };

    private readonly Option<string> _source = new("--source")
    {
        Description =
            $"Judge one source alone, with the settings of the kind of data: {string.Join(", ", CandidateSources.Names)}.",
        HelpName = "NAME",
    };

    private readonly Option<bool> _ablate = new("--ablate") { Description = "Train the ranker once more without each source, and judge that too." };

    private readonly Option<string> _rules = new InputFileOption("--rules")
    {
        Description =
            "Judge what re-ranking costs: the rules of this file (see Rerank:RulesFile) and diversity, all of them, without "
            + "each, and none. With --protocol search: the rules by query of this file (see Search:RulesFile).",
        HelpName = "FILE",
    };

    private readonly Option<double?> _cold = new("--cold")
    {
        Description =
            "Take this share of the items for new, their clicks withheld from training, and judge a stack with content beside "
            + "one without, by the training clicks of what came next: 0, 1-5, 6-20 and more. Needs --items or --item-vectors.",
        HelpName = "SHARE",
    };

    private readonly Option<string> _markdown =
        new("--markdown") { Description = "Writes the table as Markdown.", HelpName = "FILE" };
    private readonly Option<string> _plot =
        new("--plot") { Description = "Writes the table as a picture (SVG).", HelpName = "FILE" };
    private readonly ClickFileOptionSet _clickFiles = new();
    private readonly ContentOptionSet _content = new();
    private readonly SearchOptionSet _search = new();
    private readonly TwoStageOptionSet _stack = new();
    private readonly TrainingOptionSet _training = new();

    public EvaluateCommand()
        : base("evaluate", "Measure a model: predict the next item of held-out sessions or users.")
    {
        string[] protocols = [.. _protocols.Keys, SearchOptionSet.Protocol];
        _protocol.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, protocols);
        _protocol.CompletionSources.Add(protocols);
        _source.AcceptOnlyFromAmong(StringComparer.Ordinal, [.. CandidateSources.Names]);
        Option[] own =
        [
            _protocol, _train, _test, _data, _model, _source, _ablate, _rules, _cold, _throughPipeline, _report, _markdown, _plot,
        ];
        foreach (var option in own)
        {
            Add(option);
        }

        _clickFiles.AddTo(this);
        PipelineOptionSet.AddTo(this, PipelineOptionSet.Provider(), PipelineOptionSet.OpenLineage());
        _content.AddTo(this);
        _search.AddTo(this);
        _stack.AddTo(this);
        _training.AddTo(this);
        AddCheck(CheckFiles);
        AddCheck(CheckAlone);
    }

    public override IReadOnlyList<CommandExample> Examples => EvaluateExamples.All;

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var options = context.LoadOptions();
        Option<string>[] outputs = [_report, _markdown, _plot];
        foreach (var file in outputs)
        {
            OutputPlace.CheckFile(file.Name, context.Value(file));
        }

        string?[] inputs = [context.Value(_train), context.Value(_test), context.Value(_data), context.Value(_model), _content.ItemsOf(context.Parse)];
        return await LineageRun.RunAsync(
            options, context.Time, context.Screen.Error, "evaluate", inputs.OfType<string>().Select(LineageDataset.OfPath),
            outputs.Select(file => context.Value(file)).OfType<string>().Select(LineageDataset.OfPath), _ => EvaluateAsync(context, options, cancel), cancel);
    }

    private async Task<int> EvaluateAsync(CommandContext context, StreamRecoOptions options, CancellationToken cancel)
    {
        if (IsSearch(context.Value(_protocol)))
        {
            return new SearchEvaluationRun(
                context, _search, _content.ItemsOf(context.Parse)!, context.Value(_rules), context.Value(_report)).Run(cancel);
        }

        var settings = TrainingOf(context);
        var set = EvaluationFiles.Load(
            ProtocolOf(context), context.Value(_train) ?? context.Value(_data)!, context.Value(_test), cancel,
            _clickFiles.Settings(context, options));
        set = set.WithCatalog(_content.AddTo(set.Train, context, cancel).Catalog);
        SkippedLines.Tell(context.Screen, set);
        if (context.Value(_source) is { } source)
        {
            var ids = ItemIdsOf(set);
            return Report(context, await Judge(context, set, options, cancel).JudgeSourceAsync(source, ids, KindOf(set, ids)));
        }

        if (context.Value(_cold) is { } share)
        {
            return Report(context, await JudgeColdAsync(context, ColdSplit.Of(set, share, settings.Seed), options, settings, cancel));
        }

        var given = context.Value(_model) is { } folder ? ModelArtifactLoader.Load(folder) : null;
        var throughPipeline = context.Value(_throughPipeline);
        if (context.Value(_rules) is { } rules)
        {
            options.Pipeline.Rerank.RulesFile = rules;
            return Report(context, await JudgeRulesAsync(context, options, set, given, settings, cancel));
        }

        if (given?.Stack is { } stack && !throughPipeline)
        {
            return Report(context, await Judge(context, set, options, cancel).JudgeAsync(stack, []));
        }

        if (given is null && !throughPipeline && _stack.TrainsStack(context.Parse))
        {
            return Report(context, await TrainAndJudgeAsync(context, set, options, settings, cancel));
        }

        var model = given ?? await TrainAsync(context, set, settings, cancel);
        Rank(options, set, model.Manifest);
        IEvaluationRun run = throughPipeline ? new PipelineEvaluationRun(context.Time) : new OfflineEvaluationRun();
        var metrics = await ProgressDisplay.RunAsync(
            context.Screen, context.Time, "asking", line => run.RunAsync(set, model, options, line, cancel));
        EvaluationReport.Print(context.Screen, metrics);
        if (context.Value(_report) is { } report)
        {
            EvaluationReport.Write(report, metrics);
        }

        return ExitCode.Ok;
    }

    /// <summary>
    /// What the protocol says of the answers: pure relevance, the history in or out (the item just clicked out where the
    /// training data hardly ever repeat it; a stack's ranker has learned that), twenty items, and so many more as history
    /// may be among them that a user's state has forgotten.
    /// </summary>
    internal static void Rank(StreamRecoOptions options, EvaluationSet set, ModelManifest model)
    {
        var rerank = options.Pipeline.Rerank;
        rerank.Seen = set.ExcludeHistory ? SeenPolicy.Exclude
            : model.Selection is null && RepeatPolicy.ExcludesCurrent(model) ? SeenPolicy.ExcludeCurrent
            : SeenPolicy.Keep;
        rerank.DiversityLambda = 1;
        var forgotten = set.CandidatesNeeded(0) - options.Pipeline.UserState.RecentItemsMax;
        rerank.Items = (model.Selection is null ? 1 : TiesOfStack) * RankingMetrics.CutoffMax + Math.Max(0, forgotten);
        rerank.CandidatesMax = Math.Max(rerank.CandidatesMax, rerank.Items);
    }

    /// <summary>
    /// Trains with the protocol's defaults: sessions choose on the last of their training part; leave one out chooses and
    /// ranks by the validation clicks, which what is fitted never sees.
    /// </summary>
    private async Task<TwoStageModel> TrainStackAsync(
        CommandContext context,
        EvaluationSet set,
        TrainingSettings training,
        IReadOnlyList<string> without,
        ICollection<(string Source, TwoStageModel Stack)>? ablated,
        bool ofModel,
        CancellationToken cancel)
    {
        var held = set.TrainWithValidation is not null;
        var settings = _stack.Read(context.Parse, training.Seed, training.Threads) with
        {
            Split = held ? SplitKind.LastClicks : SplitKind.LastSessions,
            Refit = !held,
            ExcludesHistory = set.ExcludeHistory,
            Taste = training,
            TasteOfModel = ofModel,
            Without = without,
        };
        var stack = await TwoStageTrainingRun.TrainAsync(
            context.Screen, context.Time, set.TrainWithValidation ?? set.Train, settings, [SourceOf(context)], cancel, ablated);
        TwoStageTrainingRun.Report(context.Screen, stack);
        return stack;
    }

    private async Task<TwoStageReport> TrainAndJudgeAsync(
        CommandContext context, EvaluationSet set, StreamRecoOptions options, TrainingSettings training, CancellationToken cancel)
    {
        var ablated = new List<(string Source, TwoStageModel Stack)>();
        var model = await TrainAsync(context, set, training, cancel, context.Value(_ablate) ? ablated : null);
        return await Judge(context, set, options, cancel).JudgeAsync(
            model.Stack!, [.. ablated.Select(other => (other.Source, other.Stack.In(model.Items)))]);
    }

    /// <summary>A model to be served: the stack that is judged offline too, unless the small one alone is asked for.</summary>
    private async Task<ModelArtifact> TrainAsync(
        CommandContext context, EvaluationSet set, TrainingSettings training, CancellationToken cancel,
        ICollection<(string Source, TwoStageModel Stack)>? ablated = null)
    {
        var stack = _stack.TrainsStack(context.Parse)
            ? await TrainStackAsync(context, set, training, [], ablated, ofModel: true, cancel) : null;
        return await TrainingRun.TrainAsync(
            context.Screen, context.Time, set.Train, training, [SourceOf(context)], cancel, stack);
    }

    private async Task<TwoStageReport> JudgeColdAsync(
        CommandContext context, ColdSplit split, StreamRecoOptions options, TrainingSettings training, CancellationToken cancel)
    {
        if (split.New.Count == 0)
        {
            throw new UserErrorException($"--cold is {context.Value(_cold)}: no item that is clicked is in --items or --item-vectors.");
        }

        var without = await TrainStackAsync(context, split.Set, training, [ContentSource.SourceName], null, ofModel: false, cancel);
        var with = await TrainStackAsync(context, split.Set, training, [], null, ofModel: false, cancel);
        context.Screen.Output.WriteLine($"new     {split.New.Count:N0} items, their clicks withheld from training");
        return await new ColdEvaluation(split, context.Screen, context.Time, GraphsOf(options), Parallel(training, cancel))
            .JudgeAsync([("without content", without), ("with content", with)]);
    }

    private async Task<TwoStageReport> JudgeRulesAsync(
        CommandContext context,
        StreamRecoOptions options,
        EvaluationSet set,
        ModelArtifact? given,
        TrainingSettings training,
        CancellationToken cancel)
    {
        var model = given ?? await TrainingRun.TrainAsync(
            context.Screen, context.Time, set.Train, training, [SourceOf(context)], cancel,
            await TrainStackAsync(context, set, training, [], null, ofModel: true, cancel));
        if (model.Stack is null)
        {
            throw new UserErrorException($"--model is '{context.Value(_model)}'; --rules judges models with a stack.");
        }

        var lambda = options.Pipeline.Rerank.DiversityLambda;
        Rank(options, set, model.Manifest);
        options.Pipeline.Rerank.DiversityLambda = lambda;
        return await new RuleEvaluation(set, context.Screen, context.Time, GraphsOf(options), Parallel(training, cancel))
            .JudgeAsync(model, options.Pipeline);
    }

    private static ParallelOptions Parallel(TrainingSettings training, CancellationToken cancel) => new()
    {
        CancellationToken = cancel,
        MaxDegreeOfParallelism = training.Threads == 0 ? Environment.ProcessorCount : training.Threads,
    };

    private TwoStageEvaluation Judge(
        CommandContext context, EvaluationSet set, StreamRecoOptions options, CancellationToken cancel) =>
        new(set, context.Screen, context.Time, GraphsOf(options), TrainingOf(context).Threads, cancel);

    private TrainingSettings TrainingOf(CommandContext context) =>
        _training.Read(context.Parse, _stack.Algorithm(context.Parse));

    /// <summary>Each thread of the evaluation runs the graphs on its own.</summary>
    private static OnnxScorerOptions GraphsOf(StreamRecoOptions options)
    {
        var graphs = ScorerSettings.Of(options);
        graphs.IntraOpThreads = 1;
        return graphs;
    }

    private int Report(CommandContext context, TwoStageReport report)
    {
        report.Print(context.Screen);
        if (context.Value(_report) is { } json)
        {
            report.WriteJson(json);
        }

        if (context.Value(_markdown) is { } markdown)
        {
            report.WriteMarkdown(markdown);
        }

        if (context.Value(_plot) is { } plot)
        {
            TwoStagePlot.Write(plot, report.Rows);
        }

        return ExitCode.Ok;
    }

    private static string[] ItemIdsOf(EvaluationSet set) =>
        [.. set.Train.Clicks.Select(click => click.ItemId).Where(id => id.Length > 0).Distinct(StringComparer.Ordinal)];

    private static SourceSettings KindOf(EvaluationSet set, string[] itemIds) => set.ExcludeHistory
        ? SourceSettings.Histories
        : SessionLog.Of(set.Train, itemIds, SessionUnit.Session).Timed
            ? SourceSettings.TimedSessions
            : SourceSettings.Sessions;

    private static bool IsSearch(string? protocol) =>
        string.Equals(protocol, SearchOptionSet.Protocol, StringComparison.OrdinalIgnoreCase);

    private EvaluationProtocol ProtocolOf(CommandContext context) => _protocols[context.Value(_protocol)!];

    private string SourceOf(CommandContext context) => Path.GetFileName(context.Value(_train) ?? context.Value(_data)!);

    /// <summary>What is judged apart cannot be judged with something else.</summary>
    private void CheckAlone(CommandResult result)
    {
        if (result.GetValue(_cold) is { } share && share is not (> 0 and < 1))
        {
            result.AddError(FormattableString.Invariant($"--cold is {share}; it must lie between 0 and 1."));
        }

        foreach (var (option, others) in new (Option Option, Option[] Others)[]
        {
            (_cold, [_model, _source, _ablate, _rules, _throughPipeline]),
            (_rules, [_source, _ablate, _throughPipeline]),
            (_throughPipeline, [_source, _ablate, _markdown, _plot]),
        })
        {
            if (result.GetResult(option) is { Implicit: false }
                && others.FirstOrDefault(other => result.GetResult(other) is { Implicit: false }) is { } other)
            {
                result.AddError($"{option.Name} and {other.Name} cannot be judged together; give one of them.");
            }
        }
    }

    private void CheckFiles(CommandResult result)
    {
        if (IsSearch(result.GetValue(_protocol)))
        {
            _search.Check(result, _content.Items);
            return;
        }

        _search.CheckAbsent(result);
        if (!_protocols.TryGetValue(result.GetValue(_protocol) ?? "", out var protocol))
        {
            return; // The option's own check has said so.
        }

        Option<string>[] needed = protocol == EvaluationProtocol.LeaveOneOut ? [_data] : [_train, _test];
        foreach (var option in needed.Where(option => result.GetValue(option) is null))
        {
            result.AddError($"--protocol {result.GetValue(_protocol)} needs {option.Name} FILE.");
        }
    }
}
