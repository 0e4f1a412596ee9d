using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamReco.StreamHost.Node;

/// <summary>Writes reports as JSON: camel case, indented, no reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(NodeReport))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    /// <summary>Writes the report to a file, or nowhere when <paramref name="path"/> is null.</summary>
    public static async Task WriteAsync(NodeReport report, string? path, CancellationToken cancel)
    {
        if (path is not null)
        {
            await File.WriteAllTextAsync(path, JsonSerializer.Serialize(report, Default.NodeReport) + "\n", cancel);
        }
    }
}
