namespace StreamReco.Models.Search.Counts;

/// <summary>Bounds of the counts.</summary>
public sealed record QueryCountsOptions
{
    /// <summary>
    /// Searches that are kept: the counts are of these alone, so they follow what changes, and an erasure takes all of a
    /// user out. 0 keeps none.
    /// </summary>
    public int SearchesMax { get; init; } = 200_000;

    /// <summary>Items of a list that are counted.</summary>
    public int ItemsMax { get; init; } = 100;

    /// <summary>Users who must have typed a query before its text may leave the shard.</summary>
    public int UsersMin { get; init; } = 5;

    /// <summary>A click belongs to a search at most so long ago.</summary>
    public long ClickWindowMs { get; init; } = 30 * 60_000;

    /// <summary>Refuses bounds that cannot work.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the setting and its value.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(SearchesMax);
        ArgumentOutOfRangeException.ThrowIfLessThan(ItemsMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(UsersMin, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ClickWindowMs, 1);
    }
}
