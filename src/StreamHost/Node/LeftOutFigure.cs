namespace StreamReco.StreamHost.Node;

/// <summary>How often a field was left out of an event that counts without it.</summary>
/// <param name="Field">The field, for instance <c>price</c>.</param>
/// <param name="Reason">Why, for instance <c>no_number</c>.</param>
/// <param name="Count">Times, since the process began.</param>
public sealed record LeftOutFigure(string Field, string Reason, long Count);
