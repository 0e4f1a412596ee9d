using System.CommandLine;
using System.CommandLine.Parsing;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Data;
using StreamReco.Models.Search.Training;
using StreamReco.Stages;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Lake;
using StreamReco.StreamHost.Kafka.Catalog;
using StreamReco.StreamHost.Kafka.History;
using StreamReco.StreamHost.Kafka.Topics;
using StreamReco.StreamHost.OpenLineage;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Search;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Training;

/// <summary><c>train</c>: a model from historic clicks.</summary>
internal sealed class TrainCommand : CliCommand
{
    private readonly Argument<string[]> _files = new InputFilesArgument("FILE")
    {
        Description = "Click files, plain or gzip'd; their clicks are put in event-time order together.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "The model's folder; a model that stands there is replaced.",
        HelpName = "DIR",
        DefaultValueFactory = _ => "model",
    };

    private readonly Option<bool> _fromKafka = new("--from-kafka")
    {
        Description = "Read the clicks from their topic instead of from files, by the pipeline's own rules.",
    };

    private readonly Option<bool> _withCatalog = new("--with-catalog")
    {
        Description = "With --from-lake: take what is said of the items from the catalog topic, as --from-kafka does.",
    };

    private readonly Option<string> _searchRatings = new InputFileOption("--search-ratings")
    {
        Description =
            "Rated queries (query,docid,rating): what they confirm becomes the ranker of search in the model's folder, trained over "
            + "what is said of the items. Searches and clicks of the data go on from it.",
        HelpName = "FILE",
    };

    private readonly Option<int> _searchDays = new("--search-days")
    {
        Description =
            "Clicked searches that the ranker of search learns from are at most so many days of event time older than the latest; 0 for all.",
        HelpName = "DAYS",
        DefaultValueFactory = _ => SearchReplayOptions.DaysDefault,
    };

    private readonly ClickFileOptionSet _clickFiles = new();
    private readonly ContentOptionSet _content = new();
    private readonly LakeClickOptionSet _lake = new();
    private readonly TwoStageOptionSet _stack = new();
    private readonly TrainingOptionSet _training = new();

    public TrainCommand()
        : base("train", "Train a model from historic clicks.")
    {
        Add(_files);
        Add(_output);
        _clickFiles.AddTo(this);
        _content.AddTo(this);
        Add(_fromKafka);
        PipelineOptionSet.AddTo(
            this, PipelineOptionSet.Bootstrap(), PipelineOptionSet.Clicks(), PipelineOptionSet.Catalog(),
            PipelineOptionSet.Erasures(), PipelineOptionSet.Seen(), PipelineOptionSet.Group(), PipelineOptionSet.OpenLineage());
        _lake.AddTo(this);
        Add(_withCatalog);
        _stack.AddTo(this);
        _training.AddTo(this);
        Add(_searchRatings);
        Add(_searchDays);
        AddCheck(CheckSource);
        AddCheck(CheckDays);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("From a shop's sessions (SessionId ItemId Time)",
            "streamreco train clicks-train.txt --format sessions --output model"),
        new("From a CSV with columns of other names",
            $"streamreco train log.csv {ClickFileOptionSet.ByName}"),
        new("From a file without a header, columns by number, names of events mapped",
            $"streamreco train log.tsv {ClickFileOptionSet.ByNumber} {ClickFileOptionSet.OwnEvents}"),
        new("From OTTO's sessions, RecBole's atomic file or Parquet, found by their beginning",
            "streamreco train otto-train.jsonl && streamreco train ml-100k.inter && streamreco train clicks.parquet"),
        new("From a span of the clicks topic",
            "streamreco train --from-kafka --bootstrap 127.0.0.1:9092 --from 2025-01-01T00:00:00Z --to "
                + "2025-02-01T00:00:00Z"),
        new("From a span of a lake",
            "streamreco train --from-lake lake --from 2025-01-01T00:00:00Z --to 2025-02-01T00:00:00Z"),
        new("With what the shop knows of its items, and vectors of their pictures",
            "streamreco train clicks.ndjson --items items.ndjson --item-vectors pictures.npy"),
        new("With a ranker of search, from rated queries",
            "streamreco train clicks.ndjson --items items.ndjson --search-ratings ratings.csv"),
        new("In at most ten minutes", "streamreco train clicks.ndjson --budget 10"),
        new("The small model of one graph, in seconds",
            "streamreco train clicks.ndjson --algorithm ials --dimensions 16 --epochs 5"),
    ];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var options = context.LoadOptions();
        var output = context.Value(_output)!;
        OutputPlace.CheckModel("--output", output);
        var files = (context.Parse.GetValue(_files) ?? []).Select(LineageDataset.OfPath);
        return await LineageRun.RunAsync(
            options, context.Time, context.Screen.Error, "train", files, [LineageDataset.OfPath(output)],
            run => TrainAsync(context, options, run, cancel), cancel);
    }

    /// <summary>Searches are described as nodes of these settings would have described them.</summary>
    private SearchReplayOptions SearchOptionsOf(CommandContext context, ProductSearchOptions search) => new()
    {
        Counts = search.CountBounds(),
        Synonyms = SynonymsFile.Read(search.SynonymsFile),
        Days = context.Value(_searchDays),
    };

    private async Task<int> TrainAsync(CommandContext context, StreamRecoOptions options, LineageRun run, CancellationToken cancel)
    {
        var settings = _training.Read(context.Parse, _stack.Algorithm(context.Parse));
        var started = context.Time.GetTimestamp();
        var output = context.Value(_output)!;
        await using var task = CommandTask.Begin(context, options, "training", output);
        var (data, sources, origin) = context.Value(_fromKafka) ? await ReadTopicAsync(context, options, task.Screen, cancel)
            : _lake.IsGiven(context.Parse) ? await ReadLakeAsync(context, options, task.Screen, cancel)
            : ReadFiles(context, options, cancel);
        origin = Complete(origin, data, context);
        if (origin.Kind != TrainingOrigin.OfFiles)
        {
            run.Read(() => LakeDatasets.Of(origin, options));
        }

        data = _content.AddTo(data, context, cancel);
        if (_stack.TrainsStack(context.Parse) && !context.Screen.IsQuiet)
        {
            context.Screen.Error.WriteLine(_stack.TimeNote(context.Parse));
        }

        var checkpoints = Path.TrimEndingDirectorySeparator(output) + ".checkpoints";
        var stack = _stack.TrainsStack(context.Parse)
            ? await TwoStageTrainingRun.TrainAsync(
                task.Screen,
                context.Time,
                data,
                _stack.Read(context.Parse, settings.Seed, settings.Threads) with
                {
                    CheckpointFolder = checkpoints,
                    Taste = settings,
                    TasteOfModel = true,
                },
                sources,
                cancel)
            : null;
        var model = await TrainingRun.TrainAsync(task.Screen, context.Time, data, settings, sources, cancel, stack);
        model = new SearchRankerTraining(task.Screen, model, data, settings.Seed, SearchOptionsOf(context, options.Pipeline.Search))
            .Run(context.Value(_searchRatings), cancel);
        ModelArtifactWriter.Write(output, ModelArtifactBuilder.WithOrigin(model, origin));
        run.Wrote(() => [LakeDatasets.Model(output, model.Manifest)]);
        if (Directory.Exists(checkpoints))
        {
            Directory.Delete(checkpoints, recursive: true);
        }

        TrainingRun.Report(context.Screen, model, data, context.Time.GetElapsedTime(started));
        if (stack is not null)
        {
            TwoStageTrainingRun.Report(context.Screen, stack);
        }

        context.Screen.Output.WriteLine($"written {output}");
        return ExitCode.Ok;
    }

    private (ClickDataset Data, string[] Sources, TrainingOrigin Origin) ReadFiles(CommandContext context, StreamRecoOptions options, CancellationToken cancel)
    {
        var files = context.Parse.GetValue(_files)!;
        string[] names = [.. files.Select(file => Path.GetFileName(Path.TrimEndingDirectorySeparator(file)))];
        return (_clickFiles.Read(context, files, options, cancel), names, TrainingInputs.OfFiles(files, options.Pipeline));
    }

    private async Task<(ClickDataset Data, string[] Sources, TrainingOrigin Origin)> ReadTopicAsync(
        CommandContext context, StreamRecoOptions options, Screen screen, CancellationToken cancel)
    {
        await TopicPresence.CheckAsync(options.Kafka, [("Kafka:Clicks", options.Kafka.Clicks)], context.Time, cancel);
        var reader = new ClickSpanReader(options.Kafka, options.Pipeline, context.Time);
        var data = await ProgressDisplay.RunAsync(screen, context.Time, "reading", line => reader.ReadAsync(
            _lake.From(context), _lake.To(context), (done, of) =>
                line.Update(done, of, $"{done:N0} records"), cancel));
        var catalog = await CatalogItems.ReadAsync(options.Kafka, data, context.Time, cancel);
        var origin = TrainingInputs.OfTopic(options.Kafka.Clicks, reader.Spans, reader.ErasuresKnownUntil, options.Pipeline);
        return (data with { Catalog = catalog }, [$"kafka:{options.Kafka.Clicks}"], origin);
    }

    private async Task<(ClickDataset Data, string[] Sources, TrainingOrigin Origin)> ReadLakeAsync(
        CommandContext context, StreamRecoOptions options, Screen screen, CancellationToken cancel)
    {
        var (data, origin) = await _lake.ReadAsync(context, options, screen, cancel);
        var catalog = context.Value(_withCatalog) ? await CatalogItems.ReadAsync(options.Kafka, data, context.Time, cancel) : data.Catalog;
        return (data with { Catalog = catalog }, [$"lake:{origin.Topic}"], origin);
    }

    private TrainingOrigin Complete(TrainingOrigin origin, ClickDataset data, CommandContext context)
    {
        var catalog = context.Value(_fromKafka) || context.Value(_withCatalog) ? context.Options!.Kafka.Catalog : null;
        return TrainingInputs.Complete(
            origin, data,
            [
                .. _clickFiles.Given(context), ("from", TrainingInputs.Text(_lake.From(context))), ("to", TrainingInputs.Text(_lake.To(context))),
                ("catalog", catalog),
            ],
            [.. _content.Files(context), ("settings", _stack.SettingsPath(context.Parse)), ("search-ratings", context.Value(_searchRatings))]);
    }

    private void CheckSource(CommandResult result)
    {
        bool[] sources = [result.GetValue(_files) is { Length: > 0 }, result.GetValue(_fromKafka), _lake.IsGiven(result)];
        if (sources.Count(isGiven => isGiven) != 1)
        {
            result.AddError("name click files, --from-kafka or --from-lake; one of the three.");
        }
    }

    private void CheckDays(CommandResult result)
    {
        if (result.GetValue(_searchDays) is < 0 and var days)
        {
            result.AddError($"--search-days is {days}; it must be 0 or more.");
        }
    }
}
