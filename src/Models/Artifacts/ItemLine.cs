namespace StreamReco.Models.Artifacts;

/// <summary>One line of <c>items.jsonl</c>.</summary>
/// <param name="Id">The shop's id.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Category">Absent when unknown.</param>
/// <param name="Brand">Absent when unknown.</param>
/// <param name="Price">Absent when unknown; JSON has no NaN.</param>
/// <param name="Available">False: known, but not to be recommended.</param>
/// <param name="PopularRank">Place in the popularity order, from 1; absent below the last kept place.</param>
internal sealed record ItemLine(
    string Id, string Name, string? Category, string? Brand, double? Price, bool Available, int? PopularRank);
