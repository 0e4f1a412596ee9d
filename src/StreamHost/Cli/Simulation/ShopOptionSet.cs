using System.CommandLine;
using StreamReco.Models.Simulation;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Simulation;

/// <summary>The simulated shop as options; what is not given keeps its default.</summary>
internal sealed class ShopOptionSet
{
    private static readonly ShopSimulatorOptions Defaults = new();

    private readonly Option<int> _seed = Of("--seed", "N", "Seed: the same gives the same bytes.", Defaults.Seed);
    private readonly Option<int> _users = Of("--users", "N", "Visitors of the shop.", Defaults.Users).Between(1, ShopSimulatorOptions.UsersMax);
    private readonly Option<int> _items = Of("--items", "N", "Items of the shop.", Defaults.Items).Between(Defaults.Categories, ShopSimulatorOptions.ItemsMax);
    private readonly Option<double> _malformed =
        Of("--malformed-share", "X", "Share of records with broken content.", Defaults.MalformedShare).Between(0, ShopSimulatorOptions.MalformedShareMax);
    private readonly Option<double> _duplicates =
        Of("--duplicate-share", "X", "Share of records that repeat an event.", Defaults.DuplicateShare).Between(0, ShopSimulatorOptions.DuplicateShareMax);
    private readonly Option<double> _late =
        Of("--late-share", "X", "Share of records that arrive late.", Defaults.LateShare).Between(0, ShopSimulatorOptions.LateShareMax);

    public void AddTo(Command command)
    {
        Option[] all = [_seed, _users, _items, _malformed, _duplicates, _late];
        foreach (var option in all)
        {
            command.Add(option);
        }
    }

    /// <param name="parse">The command line.</param>
    /// <param name="allowedLatenessMs">
    /// The pipeline's <c>Window:AllowedLatenessMs</c>: the border between late and too late.
    /// </param>
    /// <exception cref="UserErrorException">A value is out of its range.</exception>
    public ShopSimulatorOptions Read(ParseResult parse, long allowedLatenessMs)
    {
        var options = Defaults with
        {
            Seed = parse.GetValue(_seed),
            Users = parse.GetValue(_users),
            Items = parse.GetValue(_items),
            MalformedShare = parse.GetValue(_malformed),
            DuplicateShare = parse.GetValue(_duplicates),
            LateShare = parse.GetValue(_late),
            AllowedLatenessMs = allowedLatenessMs,
        };
        try
        {
            options.Validate();
            return options;
        }
        catch (ArgumentException e)
        {
            throw new UserErrorException(e.Message.ReplaceLineEndings(" "), ExitCode.Usage, e);
        }
    }

    private static Option<T> Of<T>(string name, string helpName, string description, T fallback) =>
        new(name) { HelpName = helpName, Description = description, DefaultValueFactory = _ => fallback };
}
