namespace StreamReco.Models.Search.Training;

/// <summary>What a search showed, as it was described then, and what was clicked of it.</summary>
/// <param name="LengthClass">See <see cref="Ranking.SearchFeatures.ClassOf"/>.</param>
/// <param name="Features">A row of <see cref="Ranking.SearchFeatures.Count"/> a shown item, one behind the other.</param>
/// <param name="Gains">
/// By item: 0 where it was not clicked, else one by the chance that it was looked at (inverse propensity scoring: Joachims, Swaminathan
/// and Schnabel 2017).
/// </param>
public sealed record ClickedQuery(int LengthClass, float[] Features, float[] Gains);
