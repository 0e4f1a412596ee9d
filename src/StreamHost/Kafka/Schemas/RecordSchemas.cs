using StreamReco.Models.Framing;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Kafka.Schemas;

/// <summary>The schemas that the settings name.</summary>
internal static class RecordSchemas
{
    /// <summary>Opens what the settings name; nothing is read or asked before the first framed record.</summary>
    /// <returns>Null if neither a folder nor a registry is set.</returns>
    public static IRecordSchemas? Open(SchemaOptions options)
    {
        if (options is { Folder.Length: 0, Registry.Length: 0 })
        {
            return null;
        }

        var registry = options.Registry.Length > 0 ? new ConfluentRegistry(options.Registry, options.Client) : null;
        return new SchemaFolder(options.Folder.Length > 0 ? options.Folder : null, registry, TimeProvider.System);
    }
}
