using System.Text.Json;

namespace StreamReco.Models.Training.Stack;

/// <summary>Settings as a JSON file: what a search leaves for training.</summary>
public static class SettingsFile
{
    /// <summary>Writes the settings.</summary>
    public static void Write(string path, TunedSettings settings) =>
        File.WriteAllText(path, JsonSerializer.Serialize(settings, TuneJson.Indented.TunedSettings) + "\n");

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidDataException">The file is no such file, or a setting makes no sense.</exception>
    public static TunedSettings Read(string path)
    {
        try
        {
            var settings = JsonSerializer.Deserialize(File.ReadAllText(path), TuneJson.Default.TunedSettings);
            if (settings?.Sources is null)
            {
                throw new InvalidDataException($"'{path}' holds no settings: it has no 'sources'.");
            }

            settings.Validate();
            return settings;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new InvalidDataException($"'{path}' holds no settings: {e.Message}", e);
        }
    }
}
