using System.Diagnostics.CodeAnalysis;
using StreamReco.Models.Events;

namespace StreamReco.Stages.Decoding;

/// <summary>An item of an event while its fields are read.</summary>
[SuppressMessage("Performance", "MA0008", Justification = "Lives in one field; its layout matters to nobody.")]
internal struct ItemDraft
{
    public static readonly ItemDraft Empty = new() { Price = double.NaN, Quantity = 1 };

    public string? ItemId;
    public string? Category;
    public double Price;
    public int Quantity;

    public readonly ItemTouch ToTouch() => new(ItemId!, Category, Price, Quantity);
}
