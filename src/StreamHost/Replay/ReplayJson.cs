using System.Text.Json.Serialization;

namespace StreamReco.StreamHost.Replay;

/// <summary>Plans and reports as JSON: camel case, indented, no reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ReplayPlan))]
[JsonSerializable(typeof(ReplayReport))]
[JsonSerializable(typeof(ParityReport))]
internal sealed partial class ReplayJson : JsonSerializerContext;
