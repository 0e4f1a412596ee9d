using System.Collections.Immutable;

namespace StreamReco.Models.Experiments.Bandits;

/// <summary>What came of an item in an explored place.</summary>
/// <param name="Shown">Lists that were seen with it there.</param>
/// <param name="Clicked">Those of them in which it was clicked.</param>
public readonly record struct SlotSum(long Shown, long Clicked);

/// <summary>
/// What came of the items that an explored place tried: whole numbers, so that they are the same in whatever order units are added and
/// taken away. Immutable: who holds one goes on seeing what was known then.
/// </summary>
public sealed class SlotSums
{
    private readonly ImmutableDictionary<uint, SlotSum> _items;

    private SlotSums(ImmutableDictionary<uint, SlotSum> items, SlotSum all) => (_items, All) = (items, all);

    /// <summary>Nothing was tried yet.</summary>
    public static SlotSums None { get; } = new(ImmutableDictionary<uint, SlotSum>.Empty, default);

    /// <summary>Of all items together.</summary>
    public SlotSum All { get; }

    /// <summary>Items of which anything is known.</summary>
    public int Count => _items.Count;

    /// <summary>What came of an item.</summary>
    /// <param name="item">Its key, as whoever adds counts has it.</param>
    public SlotSum Of(uint item) => _items.GetValueOrDefault(item);

    /// <summary>The sums with counts of an item added, or taken away where they are negative.</summary>
    public SlotSums Plus(uint item, SlotSum counts)
    {
        var sum = Plus(Of(item), counts);
        return new SlotSums(sum == default ? _items.Remove(item) : _items.SetItem(item, sum), Plus(All, counts));
    }

    private static SlotSum Plus(SlotSum left, SlotSum right) => new(left.Shown + right.Shown, left.Clicked + right.Clicked);
}
