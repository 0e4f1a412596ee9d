using System.Text.Json.Serialization;
using StreamReco.Models.Lake;
using StreamReco.Models.Lake.Outcomes;

namespace StreamReco.StreamHost.Cli.Labels;

/// <summary>A drawn label as JSON has it.</summary>
/// <param name="RecommendationId">The answer.</param>
/// <param name="UserId">Whose it is.</param>
/// <param name="AsOf">The answer's event time.</param>
/// <param name="ItemId">The item.</param>
/// <param name="Position">Its place, 1 the first.</param>
/// <param name="Source">Who proposed it; empty for none.</param>
/// <param name="Variant">Who made the answer.</param>
/// <param name="ModelVersion">By which model.</param>
/// <param name="Version">The version of the labels.</param>
/// <param name="Label">The label.</param>
/// <param name="Expected">What the clicks say.</param>
/// <param name="Holds">Whether label and event are what they say.</param>
/// <param name="Evidence">The clicks of the user and item within the horizon.</param>
internal sealed record DrawnLabel(
    string RecommendationId, string UserId, DateTimeOffset AsOf, string ItemId, int Position, string Source, string Variant, string ModelVersion,
    int Version, string Label, string Expected, bool Holds, IReadOnlyList<LabelEvidence> Evidence)
{
    public static DrawnLabel Of(AuditedLabel one) => new(
        one.Item.RecommendationId, one.Item.UserId, DateTimeOffset.FromUnixTimeMilliseconds(one.Item.AsOfMs), one.Item.ItemId, one.Item.Position,
        one.Item.Source, one.Item.Variant, one.Item.ModelVersion, one.Item.Version, OutcomeRows.NameOf(one.Item.Outcome.Label),
        OutcomeRows.NameOf(one.Expected), one.Holds, one.Evidence);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(IReadOnlyList<DrawnLabel>))]
[JsonSerializable(typeof(IReadOnlyList<PositionFigure>))]
internal sealed partial class LabelsJson : JsonSerializerContext;
