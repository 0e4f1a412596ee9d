using Microsoft.Extensions.Options;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Settings;

/// <summary>Turns layers of settings into checked options: all of it or a list of all faults.</summary>
internal static class StreamRecoConfiguration
{
    /// <exception cref="OptionsValidationException">
    /// Unknown keys (with the one that was probably meant), values of a wrong type, values out of range; a sentence
    /// each.
    /// </exception>
    public static StreamRecoOptions Load(SettingLayers layers)
    {
        var options = new StreamRecoOptions();
        var faults = new List<string>();
        foreach (var value in layers.Values.Where(value => !SettingKeys.IsForeign(value.Key)))
        {
            if (Apply(value, options) is { } fault)
            {
                faults.Add(fault);
            }
        }

        var result = new StreamRecoOptionsValidator().Validate(null, options);
        faults.AddRange(result.Failures ?? []);
        options.Shown = EffectiveSettings.Of(layers);
        return faults.Count == 0 ? options
            : throw new OptionsValidationException("", typeof(StreamRecoOptions), faults);
    }

    /// <returns>Null, or what is wrong.</returns>
    private static string? Apply(SettingValue value, StreamRecoOptions options)
    {
        if (SettingKeys.Find(value.Key) is not { } setting)
        {
            if (RemovedSettings.Explain(value.Key, value.Place) is { } removed)
            {
                return removed;
            }

            var question = NearestName.Question(value.Key, SettingKeys.All.Select(key => key.Name));
            return $"{value.Key} ({value.Place}) is not a setting{question}";
        }

        if (setting.IsOpen)
        {
            setting.Put(options, value.Key[(setting.Name.Length + 1)..], value.Text);
            return null;
        }

        return setting.TrySet(options, value.Text) is { } wanted
            ? $"{setting.Name} is '{value.Text}' ({value.Place}); it must be {wanted}."
            : null;
    }
}
