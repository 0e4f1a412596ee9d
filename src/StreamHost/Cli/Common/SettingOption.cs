using System.CommandLine;
using Microsoft.Extensions.Options;
using StreamReco.StreamHost.Cli.Completion;
using StreamReco.StreamHost.Settings;

namespace StreamReco.StreamHost.Cli.Common;

/// <summary>An option of the command line that is a short name of a setting.</summary>
internal sealed class SettingOption : Option<string>
{
    /// <param name="name">The option, for instance <c>--bootstrap</c>.</param>
    /// <param name="key">The setting, for instance <c>Kafka:Bootstrap</c>.</param>
    /// <param name="helpName">What stands for its value in the help.</param>
    /// <param name="description">What it is; key and default are added.</param>
    public SettingOption(string name, string key, string helpName, string description)
        : base(name)
    {
        Key = key;
        HelpName = helpName;
        Description = $"{description} {Suffix(key)}";
        this.SuggestNamedValues();
    }

    public string Key { get; }

    /// <summary>What the command line says of the settings: the option's name, the key and the value.</summary>
    /// <exception cref="OptionsValidationException"><c>--set</c> without an equals sign.</exception>
    public static IReadOnlyList<(string Option, string Key, string Value)> Given(ParseResult parse)
    {
        var given = new List<(string, string, string)>();
        foreach (var text in parse.GetValue(GlobalOptions.Set) ?? [])
        {
            var equals = text.IndexOf('=');
            given.Add(equals > 0
                ? ("--set", text[..equals].Trim(), text[(equals + 1)..])
                : throw new OptionsValidationException(
                    "", typeof(SettingOption), [$"--set {text}: write it as KEY=VALUE."]));
        }

        foreach (var option in parse.CommandResult.Command.Options.OfType<SettingOption>())
        {
            if (parse.GetValue(option) is { } value)
            {
                given.Add((option.Name, option.Key, value));
            }
        }

        return given;
    }

    private static string Suffix(string key)
    {
        var fallback = SettingKeys.Find(key)!.DefaultText;
        return fallback.Length > 0 ? $"[{key}; default {fallback}]" : $"[{key}]";
    }
}
