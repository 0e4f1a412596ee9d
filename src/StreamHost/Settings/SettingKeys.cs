using System.Reflection;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Settings;

/// <summary>All settings, read off <see cref="StreamRecoOptions"/> once.</summary>
internal static class SettingKeys
{
    private const string Logging = "Logging";

    /// <summary>By key; the pipeline's sections stand at the top level.</summary>
    public static IReadOnlyList<SettingKey> All { get; } = [.. Leaves(typeof(StreamRecoOptions), "", [])];

    /// <summary>The setting of a key, or of an entry of an open section; case aside. Null when there is none.</summary>
    public static SettingKey? Find(string key) => All.FirstOrDefault(setting =>
        setting.IsOpen
            ? key.StartsWith(setting.Name + ':', StringComparison.OrdinalIgnoreCase)
            : key.Equals(setting.Name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether the key belongs to the .NET host and not to us.</summary>
    public static bool IsForeign(string key) => key.StartsWith(Logging + ':', StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<SettingKey> Leaves(Type type, string prefix, PropertyInfo[] path)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite))
        {
            PropertyInfo[] here = [.. path, property];
            var isSection = property.PropertyType is { IsClass: true, IsEnum: false } section
                && section.Assembly.GetName().Name!.StartsWith("StreamReco", StringComparison.OrdinalIgnoreCase);
            if (!isSection)
            {
                yield return new SettingKey(prefix + property.Name, here);
                continue;
            }

            var isTopLevel = property.Name == nameof(StreamRecoOptions.Pipeline) && prefix.Length == 0;
            foreach (var leaf in Leaves(property.PropertyType, isTopLevel ? "" : $"{prefix}{property.Name}:", here))
            {
                yield return leaf;
            }
        }
    }
}
