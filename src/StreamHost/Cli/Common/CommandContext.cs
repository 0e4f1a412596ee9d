using System.CommandLine;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Settings;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Common;

/// <summary>What a command works with: its parsed command line, the settings, the terminal and the clock.</summary>
internal sealed class CommandContext(ParseResult parse, Screen screen, TimeProvider time)
{
    public ParseResult Parse { get; } = parse;

    public Screen Screen { get; } = screen;

    public TimeProvider Time { get; } = time;

    public bool Verbose { get; } = parse.GetValue(GlobalOptions.Verbose);

    /// <summary>The settings once loaded; failures are explained with their values.</summary>
    public StreamRecoOptions? Options { get; private set; }

    /// <summary>
    /// Reads and checks the settings: appsettings.json beside the program and in the working directory,
    /// <c>--config</c>, <c>STREAMRECO_</c> variables, then the command line; the later wins.
    /// </summary>
    /// <param name="defaults">A command's own defaults, below all of these; null for none.</param>
    /// <param name="forced">What the command itself decides, above all of these; null for none.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">
    /// All faults, a sentence each.
    /// </exception>
    public StreamRecoOptions LoadOptions(
        IEnumerable<KeyValuePair<string, string>>? defaults = null,
        IEnumerable<KeyValuePair<string, string>>? forced = null)
    {
        var layers = new SettingLayers();
        layers.Add("the command's default", defaults ?? []);
        layers.AddFiles(
            AppContext.BaseDirectory, Directory.GetCurrentDirectory(), Parse.GetValue(GlobalOptions.Config));
        layers.AddEnvironment(SettingLayers.VariablesOfProcess());
        layers.AddLine(SettingOption.Given(Parse));
        layers.Add("decided by the command", forced ?? []);
        return Options = StreamRecoConfiguration.Load(layers);
    }

    /// <summary>The value of an option of the command, its default where it was not given.</summary>
    public T? Value<T>(Option<T> option) => Parse.GetValue(option);
}
