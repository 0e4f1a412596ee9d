using System.CommandLine;
using System.CommandLine.Completions;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Serving;
using StreamReco.StreamHost.Settings;

namespace StreamReco.StreamHost.Cli.Completion;

/// <summary>What shells may suggest beside the names of commands and options.</summary>
internal static class Suggestions
{
    private static readonly string[] _flags = ["false", "true"];

    /// <summary>The values of an option whose help reads <c>one|other</c>; words in capitals stand for something else.</summary>
    public static Option<T> SuggestNamedValues<T>(this Option<T> option)
    {
        string[] values =
        [
            .. (option.HelpName ?? "").Split('|').Where(word => word.Length > 0 && !word.Any(char.IsUpper)),
        ];
        if (values.Length > 1)
        {
            option.CompletionSources.Add(values);
        }

        return option;
    }

    /// <summary>The keys of settings, and the values of those that have few.</summary>
    public static IEnumerable<CompletionItem> Settings(CompletionContext context)
    {
        var equals = context.WordToComplete.IndexOf('=');
        var texts = equals < 0
            ? SettingKeys.All.Select(key => key.IsOpen ? $"{key.Name}:" : $"{key.Name}=")
            : ValuesOf(context.WordToComplete[..equals]).Select(value => $"{context.WordToComplete[..equals]}={value}");
        return texts.Select(text => new CompletionItem(text));
    }

    /// <summary>The versions of the models in the folders that the default settings name.</summary>
    public static IEnumerable<CompletionItem> ModelVersions(CompletionContext context)
    {
        try
        {
            return [.. new ModelFolders(new ModelOptions()).All().Select(found => found.Manifest?.Version).OfType<string>()
                .Select(version => new CompletionItem(version))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // a shell wants no faults
        }
    }

    private static string[] ValuesOf(string key) => SettingKeys.Find(key)?.Type switch
    {
        { IsEnum: true } type => Enum.GetNames(type),
        { } type when type == typeof(bool) => _flags,
        _ => [],
    };
}
