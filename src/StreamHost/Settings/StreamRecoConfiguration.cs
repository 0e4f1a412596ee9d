using Microsoft.Extensions.Options;
using StreamReco.StreamHost.Kafka.Schemas;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Settings;

/// <summary>Binds layers of settings to the options, and finds the keys and values that cannot be bound.</summary>
/// <param name="layers">What is set, and where.</param>
internal sealed class StreamRecoConfiguration(SettingLayers layers)
    : IConfigureOptions<StreamRecoOptions>, IValidateOptions<StreamRecoOptions>
{
    /// <summary>Options from layers: all of them checked, or a list of all faults.</summary>
    /// <exception cref="OptionsValidationException">
    /// Unknown keys (with the one that was probably meant), values of a wrong type, values out of range; a sentence
    /// each.
    /// </exception>
    public static StreamRecoOptions Load(SettingLayers layers)
    {
        var configuration = new StreamRecoConfiguration(layers);
        try
        {
            return new OptionsFactory<StreamRecoOptions>([configuration], [], [configuration, new StreamRecoOptionsValidator()])
                .Create(Microsoft.Extensions.Options.Options.DefaultName);
        }
        catch (OptionsValidationException e)
        {
            throw new OptionsValidationException(e.OptionsName, e.OptionsType, [.. e.Failures.Select(configuration.Placed)]);
        }
    }

    /// <summary>A fault of a value with the place where it was written: after key and value, before what it must be.</summary>
    private string Placed(string fault)
    {
        var value = layers.Values.Where(value => fault.StartsWith($"{value.Key} ", StringComparison.OrdinalIgnoreCase)).MaxBy(value => value.Key.Length);
        if (value is null || fault.Contains($"({value.Place})", StringComparison.Ordinal))
        {
            return fault;
        }

        var end = fault.IndexOf(';', StringComparison.Ordinal);
        return end < 0 ? $"{fault} ({value.Place})" : $"{fault[..end]} ({value.Place}){fault[end..]}";
    }

    /// <inheritdoc/>
    public void Configure(StreamRecoOptions options)
    {
        Bind(options);
        options.Pipeline.UseSchemas(RecordSchemas.Open(options.Schemas));
        options.Shown = EffectiveSettings.Of(layers);
    }

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, StreamRecoOptions options)
    {
        var faults = Bind(new StreamRecoOptions());
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    /// <returns>What is wrong, a sentence each.</returns>
    private List<string> Bind(StreamRecoOptions options) =>
        [.. layers.Values.Where(value => !SettingKeys.IsForeign(value.Key)).Select(value => Apply(value, options)).OfType<string>()];

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
