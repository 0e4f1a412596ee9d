using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamReco.Models.Training.Stack;

/// <summary>The JSON forms of what <c>tune</c> writes, by the rules of <see cref="Artifacts.ModelJson"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(TuneTrial))]
[JsonSerializable(typeof(TunedSettings))]
internal sealed partial class TuneJson : JsonSerializerContext
{
    /// <summary>The same forms with line breaks.</summary>
    public static TuneJson Indented => new(new JsonSerializerOptions(Default.Options) { WriteIndented = true });
}
