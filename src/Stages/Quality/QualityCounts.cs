namespace StreamReco.Stages.Quality;

/// <summary>
/// Sums over clicks whose user had an answer before: HR@K is hits / clicks, MRR@K reciprocal ranks / clicks, with K the
/// items of an answer; the same for the most popular items in place of the answer.
/// </summary>
/// <param name="Clicks">Clicks judged.</param>
/// <param name="Hits">Of them, in the last answer.</param>
/// <param name="ReciprocalRanks">Sum of 1 / rank over the hits.</param>
/// <param name="PopularHits">Clicks on one of the K most popular items.</param>
/// <param name="PopularReciprocalRanks">Sum of 1 / rank over these.</param>
public readonly record struct QualityCounts(
    long Clicks, long Hits, double ReciprocalRanks, long PopularHits, double PopularReciprocalRanks);
