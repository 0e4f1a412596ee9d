using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Sql;

namespace StreamReco.StreamHost.Settings;

/// <summary>Every setting with its value and where that comes from, fit to be shown.</summary>
internal static class EffectiveSettings
{
    private const string Masked = "***";
    private static readonly string[] _secretWords = ["password", "secret", "token", ".key", "pem", "oauth"];

    /// <param name="layers">What was written, and where.</param>
    public static IReadOnlyList<EffectiveSetting> Of(SettingLayers layers)
    {
        var written = layers.Values.Where(value => !SettingKeys.IsForeign(value.Key))
            .ToDictionary(value => value.Key, StringComparer.OrdinalIgnoreCase);
        var shown = new List<EffectiveSetting>();
        foreach (var setting in SettingKeys.All)
        {
            if (setting.IsOpen)
            {
                shown.AddRange(written.Values
                    .Where(value => ReferenceEquals(SettingKeys.Find(value.Key), setting))
                    .Select(value => new EffectiveSetting(value.Key, Shown(value.Key, value.Text), value.Place)));
            }
            else
            {
                shown.Add(written.TryGetValue(setting.Name, out var value)
                    ? new EffectiveSetting(setting.Name, Shown(setting.Name, value.Text), value.Place)
                    : new EffectiveSetting(setting.Name, setting.DefaultText, "default"));
            }
        }

        return shown;
    }

    private static string Shown(string key, string text) =>
        key.Equals(StoreAddress.Setting, StringComparison.OrdinalIgnoreCase) ? Connection(text)
        : SettingKeys.Find(key)?.IsOpen == true
            && _secretWords.Any(word => key.Contains(word, StringComparison.OrdinalIgnoreCase)) ? Masked
        : text;

    private static string Connection(string text) => ShardStoreFactory.Fault(text) is null
        ? ShardStoreFactory.Describe(text)[(StoreAddress.Setting.Length + 1)..] : Masked;
}
