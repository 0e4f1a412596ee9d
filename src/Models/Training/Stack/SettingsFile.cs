using System.Text.Json;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Retrieval;

namespace StreamReco.Models.Training.Stack;

/// <summary>Settings of the sources as a JSON file: what a search leaves for training.</summary>
public static class SettingsFile
{
    /// <summary>Writes the settings.</summary>
    public static void Write(string path, SourceSettings settings) =>
        File.WriteAllText(path, JsonSerializer.Serialize(settings, ModelJson.Indented.SourceSettings) + "\n");

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidDataException">The file is no such file, or a setting makes no sense.</exception>
    public static SourceSettings Read(string path)
    {
        try
        {
            var settings = JsonSerializer.Deserialize(File.ReadAllText(path), ModelJson.Default.SourceSettings)
                ?? throw new InvalidDataException($"'{path}' is empty.");
            settings.Knn.Validate();
            settings.Rules.Validate();
            settings.Slist.Validate();
            return settings;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new InvalidDataException($"'{path}' holds no settings: {e.Message}", e);
        }
    }
}
