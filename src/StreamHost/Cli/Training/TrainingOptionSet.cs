using System.CommandLine;
using StreamReco.Models.Training;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Training;

/// <summary>The hyper-parameters of a training as options; what is not given keeps its default.</summary>
internal sealed class TrainingOptionSet
{
    private static readonly TrainingSettings Defaults = new();

    private readonly Option<string> _name =
        new("--name") { HelpName = "NAME", Description = "The model's name on every answer; without it the algorithm's." };

    private readonly Option<int> _dimensions = Of("--dimensions", "N", "Length of the vectors.", Defaults.Dimensions).Between(1, TrainingSettings.DimensionsMax);
    private readonly Option<int> _epochs = Of("--epochs", "N", "Rounds of alternating least squares.", Defaults.Epochs).AtLeast(1);
    private readonly Option<float> _regularization =
        Of("--regularization", "X", "Weight of small vectors.", Defaults.Regularization).Holds(weight => weight > 0 && float.IsFinite(weight), "it must be above 0.");
    private readonly Option<float> _unobserved =
        Of("--unobserved-weight", "X", "Weight of every pair that was not seen.", Defaults.UnobservedWeight).AtLeast(0);
    private readonly Option<float> _frequency =
        Of("--frequency-exponent", "X", "How much more popular items are regularized.", Defaults.FrequencyExponent);
    private readonly Option<float> _userWeight =
        Of("--user-weight", "X", "Share of the user's vector in the query.", Defaults.UserWeight);
    private readonly Option<float> _sessionWeight =
        Of("--session-weight", "X", "Share of the recent items in the query.", Defaults.SessionWeight);
    private readonly Option<float> _transitionWeight =
        Of("--transition-weight", "X", "Weight of item-to-item transitions.", Defaults.TransitionWeight).AtLeast(0);
    private readonly Option<float> _transitionDecay =
        Of("--transition-decay", "X", "Weight of a transition one click further ahead.", Defaults.TransitionDecay);
    private readonly Option<int> _recentItems =
        Of("--recent-items", "N", "Recent items of the query.", Defaults.RecentItems).Between(1, TrainingSettings.RecentItemsMax);
    private readonly Option<float> _recentDecay =
        Of("--recent-decay", "X", "Weight of each older recent item to the next newer, from 0 to 1.", Defaults.RecentDecay).Between(0f, 1f);
    private readonly Option<int> _candidates =
        Of("--candidates", "N", "Items that the graph returns.", Defaults.Candidates).AtLeast(1);
    private readonly Option<int> _threads =
        Of("--threads", "N", "Threads; 0 takes one a core; the model is the same.", Defaults.Threads).AtLeast(0);
    private readonly Option<int> _seed = Of("--seed", "N", "Seed of the first vectors.", Defaults.Seed);

    public void AddTo(Command command)
    {
        Option[] all =
        [
            _name, _dimensions, _epochs, _regularization, _unobserved, _frequency, _userWeight, _sessionWeight,
            _transitionWeight, _transitionDecay, _recentItems, _recentDecay, _candidates, _threads, _seed,
        ];
        _name.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } name && string.IsNullOrWhiteSpace(name))
            {
                result.AddError($"{_name.Name} is '{name}'; it must have a character.");
            }
        });
        foreach (var option in all)
        {
            command.Add(option);
        }
    }

    /// <param name="parse">The command line.</param>
    /// <param name="algorithm">What is trained.</param>
    /// <exception cref="UserErrorException">A value cannot train.</exception>
    public TrainingSettings Read(ParseResult parse, string algorithm)
    {
        var settings = Defaults with
        {
            Name = parse.GetValue(_name) ?? algorithm,
            Dimensions = parse.GetValue(_dimensions),
            Epochs = parse.GetValue(_epochs),
            Regularization = parse.GetValue(_regularization),
            UnobservedWeight = parse.GetValue(_unobserved),
            FrequencyExponent = parse.GetValue(_frequency),
            UserWeight = parse.GetValue(_userWeight),
            SessionWeight = parse.GetValue(_sessionWeight),
            TransitionWeight = parse.GetValue(_transitionWeight),
            TransitionDecay = parse.GetValue(_transitionDecay),
            RecentItems = parse.GetValue(_recentItems),
            RecentDecay = parse.GetValue(_recentDecay),
            Candidates = parse.GetValue(_candidates),
            Threads = parse.GetValue(_threads),
            Seed = parse.GetValue(_seed),
        };
        try
        {
            settings.Validate();
            return settings;
        }
        catch (ArgumentException e)
        {
            throw new UserErrorException(e.Message.ReplaceLineEndings(" "), ExitCode.Usage, e);
        }
    }

    private static Option<T> Of<T>(string name, string helpName, string description, T fallback) =>
        new(name) { HelpName = helpName, Description = description, DefaultValueFactory = _ => fallback };
}
