using System.Collections;
using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Settings;

/// <summary>One setting: a leaf of <see cref="StreamRecoOptions"/> under its configuration key.</summary>
/// <param name="Name">The key, for instance <c>Kafka:Bootstrap</c>.</param>
/// <param name="Path">The properties from the root to the leaf.</param>
internal sealed record SettingKey(string Name, IReadOnlyList<PropertyInfo> Path)
{
    public Type Type => Path[^1].PropertyType;

    /// <summary>Whether any key may stand below it, as in <c>Kafka:Client:security.protocol</c>.</summary>
    public bool IsOpen => typeof(IDictionary).IsAssignableFrom(Type);

    /// <summary>The default as a person would write it; empty for open sections and empty texts.</summary>
    public string DefaultText =>
        IsOpen ? "" : Text(Owner(new StreamRecoOptions()) is var owner ? Path[^1].GetValue(owner) : null);

    /// <summary>Sets the leaf from text.</summary>
    /// <returns>Null, or what the text would have to be.</returns>
    public string? TrySet(StreamRecoOptions options, string text)
    {
        try
        {
            var value = TypeDescriptor.GetConverter(Type).ConvertFromInvariantString(text.Trim());
            if (value is null || (Type.IsEnum && !Enum.IsDefined(Type, value)))
            {
                return Wanted();
            }

            Path[^1].SetValue(Owner(options), value);
            return null;
        }
        catch (Exception e) when (
            e is FormatException or OverflowException or ArgumentException or NotSupportedException)
        {
            return Wanted();
        }
    }

    /// <summary>Puts one entry into an open section.</summary>
    public void Put(StreamRecoOptions options, string entry, string text) =>
        ((IDictionary)Path[^1].GetValue(Owner(options))!)[entry] = text;

    private object Owner(StreamRecoOptions options)
    {
        object owner = options;
        foreach (var property in Path.SkipLast(1))
        {
            owner = property.GetValue(owner)!;
        }

        return owner;
    }

    private string Wanted() =>
        Type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(Type))}"
        : Type == typeof(bool) ? "true or false"
        : Type == typeof(double) || Type == typeof(float) ? "a number"
        : Type == typeof(DateTimeOffset) ? "a time such as 2000-01-01T00:00:00Z"
        : "a whole number";

    private static string Text(object? value) => value switch
    {
        DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
