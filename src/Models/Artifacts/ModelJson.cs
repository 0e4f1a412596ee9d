using System.Text.Json;
using System.Text.Json.Serialization;
using StreamReco.Models.Ranking;

namespace StreamReco.Models.Artifacts;

/// <summary>
/// The JSON forms of a model folder: snake case, absent where null, the manifest indented for people.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ModelManifest))]
[JsonSerializable(typeof(ItemLine))]
[JsonSerializable(typeof(TwoStageFile))]
[JsonSerializable(typeof(RankLayout))]
internal sealed partial class ModelJson : JsonSerializerContext
{
    /// <summary>The same forms with line breaks.</summary>
    public static ModelJson Indented => new(new JsonSerializerOptions(Default.Options) { WriteIndented = true });
}
