namespace StreamReco.Models.Search.Counts;

/// <summary>What happened to an item in the lists of one query.</summary>
public sealed class ItemCounts
{
    /// <summary>Times it was shown, by bucket of the position.</summary>
    public int[] Shown { get; } = new int[PositionBuckets.Count];

    /// <summary>Searches in which it was clicked, by bucket of the position.</summary>
    public int[] Clicks { get; } = new int[PositionBuckets.Count];

    /// <summary>Searches after which it was put into a cart.</summary>
    public int Carts { get; set; }

    /// <summary>Searches after which it was bought.</summary>
    public int Purchases { get; set; }

    /// <summary>Whether nothing is left.</summary>
    public bool IsEmpty => Carts == 0 && Purchases == 0 && Shown.AsSpan().IndexOfAnyExcept(0) < 0;

    /// <summary>Adds the counts of the same item from another shard.</summary>
    public void Add(ItemCounts other)
    {
        for (var bucket = 0; bucket < PositionBuckets.Count; bucket++)
        {
            Shown[bucket] += other.Shown[bucket];
            Clicks[bucket] += other.Clicks[bucket];
        }

        Carts += other.Carts;
        Purchases += other.Purchases;
    }
}
