using System.CommandLine;
using System.Globalization;
using StreamReco.Models.Training.Stack;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Training;

/// <summary>What is trained, and how long it may take.</summary>
internal sealed class TwoStageOptionSet
{
    /// <summary>The whole stack.</summary>
    public const string Stack = "stack";

    /// <summary>The small model of one graph.</summary>
    public const string Ials = "ials";

    private static readonly TwoStageSettings Defaults = new();

    private readonly Option<string> _algorithm = new("--algorithm")
    {
        Description =
            "stack: sources, encoder and ranker, their settings chosen on a validation part of the data. "
            + "ials: the one graph of implicit ALS alone, in seconds.",
        DefaultValueFactory = _ => Stack,
    };

    private readonly Option<double> _budget = new("--budget")
    {
        Description =
            "Minutes on two idle cores that training may take; small data take less. What it buys is worked out from "
            + "the data's size, so that the model does not depend on the machine's load.",
        HelpName = "MINUTES",
        DefaultValueFactory = _ => Defaults.BudgetMinutes,
    };

    private readonly Option<string> _settings = new InputFileOption("--settings")
    {
        Description = "Settings that tune has found; without it they are chosen among presets.",
        HelpName = "FILE",
    };

    public void AddTo(Command command)
    {
        _algorithm.AcceptOnlyFromAmong(Stack, Ials);
        _budget.Holds(minutes => double.IsFinite(minutes) && minutes > 0, "it must be above 0 minutes.");
        command.Add(_algorithm);
        command.Add(_budget);
        command.Add(_settings);
    }

    /// <summary>What is trained: <see cref="Stack"/> or <see cref="Ials"/>.</summary>
    public string Algorithm(ParseResult parse) => parse.GetValue(_algorithm)!;

    /// <summary>The file of <c>--settings</c>; null where it was not given.</summary>
    public string? SettingsPath(ParseResult parse) => parse.GetValue(_settings);

    /// <summary>Whether the whole stack is to be trained.</summary>
    public bool TrainsStack(ParseResult parse) => Algorithm(parse) == Stack;

    /// <summary>How long the training may take, for people.</summary>
    public string TimeNote(ParseResult parse) => string.Create(
        CultureInfo.InvariantCulture,
        $"training a stack: up to {parse.GetValue(_budget):0.##} minute{(parse.GetValue(_budget) == 1 ? "" : "s")} on two idle cores, less where the data are small; --budget "
            + $"MINUTES sets it, and a larger budget buys a longer search and a larger encoder");

    /// <summary>The settings of the stack.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="seed">Seed of every random choice.</param>
    /// <param name="threads">Threads; 0 takes one a core.</param>
    /// <exception cref="UserErrorException">The file of settings is missing or holds none.</exception>
    public TwoStageSettings Read(ParseResult parse, int seed, int threads)
    {
        var tuned = parse.GetValue(_settings) is { } file ? SettingsOf(file) : null;
        return Defaults with
        {
            BudgetMinutes = parse.GetValue(_budget),
            Sources = tuned?.Sources,
            Encoder = tuned?.Encoder,
            Ranker = tuned?.Ranker ?? Defaults.Ranker,
            Seed = seed,
            Threads = threads,
        };
    }

    private static TunedSettings SettingsOf(string file)
    {
        try
        {
            return SettingsFile.Read(file);
        }
        catch (InvalidDataException e)
        {
            throw new UserErrorException($"--settings: {e.Message}", inner: e);
        }
    }
}
