namespace StreamReco.Models.Search.Training;

/// <summary>The candidates of a judged query with what is known of them.</summary>
/// <param name="LengthClass">See <see cref="Ranking.SearchFeatures.ClassOf"/>.</param>
/// <param name="Features">A row of <see cref="Ranking.SearchFeatures.Count"/> a candidate, one behind the other.</param>
/// <param name="Grades">By candidate: a rating; -1 where nothing is known.</param>
public sealed record RankedQuery(int LengthClass, float[] Features, int[] Grades);
