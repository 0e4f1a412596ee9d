namespace StreamReco.Models.Contracts;

/// <summary>A place where two things do not get on.</summary>
/// <param name="Path">Where, as <c>$.items[*].price</c>.</param>
/// <param name="What">What stands in the way, in words.</param>
public sealed record SchemaBreak(string Path, string What);
