using System.Collections;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using StreamReco.Models.Data;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Settings;

/// <summary>
/// Where settings come from, lowest first: of one key the last word counts, and its place is remembered.
/// </summary>
internal sealed class SettingLayers
{
    public const string FileName = "appsettings.json";
    public const string VariablePrefix = "STREAMRECO_";

    private readonly Dictionary<string, SettingValue> _values = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The value in force of every key that any layer names.</summary>
    public IReadOnlyCollection<SettingValue> Values => _values.Values;

    /// <summary>Adds a layer that is one place.</summary>
    public void Add(string place, IEnumerable<KeyValuePair<string, string>> values)
    {
        foreach (var (key, text) in values)
        {
            _values[key] = new SettingValue(key, text, place);
        }
    }

    /// <summary>Adds what options of the command line say.</summary>
    public void AddLine(IEnumerable<(string Option, string Key, string Value)> options)
    {
        foreach (var (option, key, value) in options)
        {
            _values[key] = new SettingValue(key, value, option);
        }
    }

    /// <summary>
    /// Adds appsettings.json of both folders where there is one, and a named file, which must be there.
    /// </summary>
    /// <exception cref="OptionsValidationException">The named file is missing, or one of them is not JSON.</exception>
    public void AddFiles(string programFolder, string workingFolder, string? named)
    {
        AddFile(Path.Combine(programFolder, FileName), needed: false);
        AddFile(Path.Combine(workingFolder, FileName), needed: false);
        if (named is not null)
        {
            AddFile(Path.GetFullPath(named, workingFolder), needed: true);
        }
    }

    /// <summary>
    /// Adds the variables that name settings: the prefix, then the key with two underscores for a colon. Variables
    /// without a section, such as STREAMRECO_SHARED, are no settings.
    /// </summary>
    public void AddEnvironment(IEnumerable<KeyValuePair<string, string>> variables)
    {
        foreach (var (name, value) in variables)
        {
            if (name.StartsWith(VariablePrefix, StringComparison.OrdinalIgnoreCase)
                && name.Contains("__", StringComparison.Ordinal))
            {
                var key = name[VariablePrefix.Length..].Replace("__", ":", StringComparison.Ordinal);
                _values[key] = new SettingValue(key, value, $"variable {name}");
            }
        }
    }

    /// <summary>The environment of the process.</summary>
    public static IEnumerable<KeyValuePair<string, string>> VariablesOfProcess() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(entry => KeyValuePair.Create((string)entry.Key, (string?)entry.Value ?? ""));

    private void AddFile(string path, bool needed)
    {
        if (!File.Exists(path))
        {
            if (needed)
            {
                throw Fault($"--config is '{path}'{(Directory.Exists(path) ? ", which is a folder; name a file." : "; there is no such file.")}");
            }

            return;
        }

        Add(path, Flatten(path));
    }

    private static IEnumerable<KeyValuePair<string, string>> Flatten(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return [.. new ConfigurationBuilder().AddJsonStream(file).Build().AsEnumerable()
                .Where(pair => pair.Value is not null)
                .Select(pair => KeyValuePair.Create(pair.Key, pair.Value!))];
        }
        catch (Exception e) when (e is FormatException or InvalidDataException or JsonException)
        {
            var cause = e.InnerException ?? e;
            throw Fault($"{path} is not JSON: {(cause is JsonException json ? JsonFaults.Describe(json) : cause.Message)}");
        }
    }

    private static OptionsValidationException Fault(string sentence) =>
        new("", typeof(StreamRecoOptions), [sentence]);
}
