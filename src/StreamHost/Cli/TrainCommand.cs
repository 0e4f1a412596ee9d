using System.CommandLine;
using StreamReco.Models.Artifacts;

namespace StreamReco.StreamHost.Cli;

/// <summary><c>train</c>: a model from historic clicks.</summary>
internal sealed class TrainCommand : VerbCommand
{
    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "Click files, plain or gzip'd; their clicks are put in event-time order together.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "The model's folder; a model that stands there is replaced.",
        HelpName = "DIR",
        DefaultValueFactory = _ => "model",
    };

    private readonly ClickFileOptionSet _clickFiles = new();
    private readonly TrainingOptionSet _training = new();

    public TrainCommand()
        : base("train", "Train a model from historic clicks.")
    {
        Add(_files);
        Add(_output);
        _clickFiles.AddTo(this);
        _training.AddTo(this);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("From a shop's sessions (SessionId ItemId Time)", "streamreco train clicks-train.txt --format sessions --output model"),
        new("From a CSV with columns of other names", "streamreco train log.csv --columns user=visitor,item=sku,time=ts"),
        new("Smaller and faster", "streamreco train clicks.ndjson --dimensions 16 --epochs 5"),
    ];

    public override async Task<int> RunAsync(VerbContext context, CancellationToken cancel)
    {
        var settings = _training.Read(context.Parse);
        var files = context.Parse.GetValue(_files)!;
        var started = context.Time.GetTimestamp();
        var data = _clickFiles.Read(context.Parse, files, cancel);
        var model = await TrainingRun.TrainAsync(
            context.Screen, context.Time, data, settings, [.. files.Select(file => Path.GetFileName(Path.TrimEndingDirectorySeparator(file)))], cancel);
        var output = context.Value(_output)!;
        ModelArtifactWriter.Write(output, model);
        TrainingRun.Report(context.Screen, model, data, context.Time.GetElapsedTime(started));
        context.Screen.Output.WriteLine($"written {output}");
        return ExitCode.Ok;
    }
}
