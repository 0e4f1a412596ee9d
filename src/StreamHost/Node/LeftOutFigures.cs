using StreamReco.Models.Decoding;

namespace StreamReco.StreamHost.Node;

/// <summary>Counts of fields that were left out, as figures.</summary>
internal static class LeftOutFigures
{
    public static IReadOnlyList<LeftOutFigure> Of(LeftOutCounts counts) =>
        [.. counts.Counts.Select(one => new LeftOutFigure(one.What.FieldName, one.What.ReasonName, one.Count))];
}

/// <summary>How often a field was left out of an event that counts without it.</summary>
/// <param name="Field">The field, for instance <c>price</c>.</param>
/// <param name="Reason">Why, for instance <c>no_number</c>.</param>
/// <param name="Count">Times, since the process began.</param>
public sealed record LeftOutFigure(string Field, string Reason, long Count);
