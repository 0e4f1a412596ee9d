using StreamReco.Models.Decoding;

namespace StreamReco.StreamHost.Node;

/// <summary>Counts of fields that were left out, as figures.</summary>
internal static class LeftOutFigures
{
    public static IReadOnlyList<LeftOutFigure> Of(LeftOutCounts counts) =>
        [.. counts.Counts.Select(one => new LeftOutFigure(one.What.FieldName, one.What.ReasonName, one.Count))];
}
