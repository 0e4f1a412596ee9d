using System.CommandLine;
using System.Globalization;
using StreamReco.Models.Data;
using StreamReco.Models.Training.Stack;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Lake;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Training;

/// <summary><c>tune</c>: searches settings further than <c>train</c> does.</summary>
internal sealed class TuneCommand : CliCommand
{
    private const int TrialsDefault = 60;

    private readonly Argument<string[]> _files = new InputFilesArgument("FILE")
    {
        Description = "Click files, as train takes them. Test data must not be among them.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "Where the best settings are written, for train --settings.",
        HelpName = "FILE",
        DefaultValueFactory = _ => "settings.json",
    };

    private readonly Option<string> _log = new("--log")
    {
        Description = "The trials, a line each. A search that was ended goes on from its log.",
        HelpName = "FILE",
        DefaultValueFactory = _ => "tune.jsonl",
    };

    private readonly Option<int> _trials = new("--trials")
    {
        Description = "Trials in all, those of the log among them.",
        HelpName = "N",
        DefaultValueFactory = _ => TrialsDefault,
    };

    private readonly Option<int> _seed = new("--seed")
    {
        Description = "Seed of the steps that are tried.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<string[]> _parts = new("--parts")
    {
        Description =
            "What is searched, in turn. A trial of knn, rules or slist takes seconds, one of the encoder or the ranker as "
            + "long as its training: minutes for a million clicks.",
        HelpName = "PART...",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [.. TunePart.All],
    };

    private readonly ClickFileOptionSet _clickFiles = new();
    private readonly LakeClickOptionSet _lake = new();

    public TuneCommand()
        : base("tune", "Search settings on the data's own validation part, further than train does; goes on where it was ended.")
    {
        _trials.AtLeast(1);
        Add(_files);
        Add(_output);
        Add(_log);
        _parts.AcceptOnlyFromAmong(StringComparer.Ordinal, [.. TunePart.All]);
        Add(_trials);
        Add(_parts);
        Add(_seed);
        _clickFiles.AddTo(this);
        _lake.AddTo(this);
        AddCheck(result =>
        {
            if (result.GetValue(_files) is { Length: > 0 } == _lake.IsGiven(result))
            {
                result.AddError("name click files, or --from-lake; one of the two.");
            }
        });
        PipelineOptionSet.AddTo(this, PipelineOptionSet.Seen(), PipelineOptionSet.Group());
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("Search, then train with what was found",
            "streamreco tune clicks.txt --trials 90 --output settings.json && "
                + "streamreco train clicks.txt --settings settings.json"),
        new("A file without a header, columns by number", $"streamreco tune log.tsv {ClickFileOptionSet.ByNumber}"),
        new("The cheap parts alone", "streamreco tune clicks.txt --parts knn rules slist --trials 200"),
    ];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        OutputPlace.CheckFile("--output", context.Value(_output));
        OutputPlace.CheckFile("--log", context.Value(_log));
        var options = context.LoadOptions();
        await using var task = CommandTask.Begin(context, options, "tuning", context.Value(_output)!);
        var data = _lake.IsGiven(context.Parse)
            ? (await _lake.ReadAsync(context, options, task.Screen, cancel)).Data
            : _clickFiles.Read(context, context.Parse.GetValue(_files)!, options, cancel);
        foreach (var line in ClickDatasetLines.Of(data))
        {
            task.Screen.Output.WriteLine(line);
        }

        var (first, best, count) = await ProgressDisplay.Run(
            task.Screen, context.Time, "tuning", line => Search(context, data, line, cancel));
        foreach (var part in TunePart.All.Where(part => best.ContainsKey(part)))
        {
            context.Screen.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{part,-7} {TunePart.FigureOf(part)} {first[part]:0.0000} before, {best[part]:0.0000} now"));
        }

        context.Screen.Output.WriteLine($"written {context.Value(_output)} after {count} trials");
        return ExitCode.Ok;
    }

    private (Dictionary<string, double> First, Dictionary<string, double> Best, int Trials) Search(
        CommandContext context, ClickDataset data, IProgressLine line, CancellationToken cancel)
    {
        var tuner = Open(context, data, cancel);
        var log = new TuneLog(context.Value(_log)!, tuner.Search);
        var trials = TrialsOf(log);
        var wanted = context.Value(_trials);
        while (trials.Count < wanted)
        {
            line.Update(trials.Count, wanted, $"trial {trials.Count + 1} of {wanted}");
            var trial = tuner.Next(trials);
            log.Add(trial);
            trials.Add(trial);
        }

        SettingsFile.Write(context.Value(_output)!, tuner.Best(trials));
        var parts = trials.GroupBy(trial => trial.Part, StringComparer.Ordinal).ToList();
        return (
            parts.ToDictionary(part => part.Key, part => part.First().Figure, StringComparer.Ordinal),
            parts.ToDictionary(part => part.Key, part => part.Max(trial => trial.Figure), StringComparer.Ordinal),
            trials.Count);
    }

    private static List<TuneTrial> TrialsOf(TuneLog log)
    {
        try
        {
            return [.. log.Read()];
        }
        catch (InvalidDataException e)
        {
            throw new UserErrorException($"--log: {e.Message}", inner: e);
        }
    }

    private SettingsTuner Open(CommandContext context, ClickDataset data, CancellationToken cancel)
    {
        try
        {
            string[] parts = [.. context.Value(_parts)!.Distinct(StringComparer.Ordinal)];
            return new SettingsTuner(data, new TwoStageSettings { Seed = context.Value(_seed) }, parts, context.Time, cancel);
        }
        catch (ArgumentException e)
        {
            throw new DataFileException(
                $"{string.Join(", ", context.Parse.GetValue(_files)!)}: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
