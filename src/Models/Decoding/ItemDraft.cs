using System.Diagnostics.CodeAnalysis;
using StreamReco.Models.Events;

namespace StreamReco.Models.Decoding;

/// <summary>An item of an event while its fields are read, each with the rank of the name that it comes from.</summary>
[SuppressMessage("Performance", "MA0008", Justification = "Lives in one field; its layout matters to nobody.")]
internal struct ItemDraft
{
    private const int None = int.MaxValue;

    public static readonly ItemDraft Empty = new()
    {
        Price = double.NaN,
        Quantity = 1,
        IdRank = None,
        CategoryRank = None,
        PriceRank = None,
        QuantityRank = None,
        PositionRank = None,
        NameRank = None,
        BrandRank = None,
        BareIdRank = None,
    };

    public string? ItemId;
    public string? Category;
    public string? Name;
    public string? Brand;

    /// <summary>A bare <c>id</c> beside other attributes: names the item of an event about one.</summary>
    public string? BareId;
    public double Price;
    public int Quantity;

    /// <summary>The place in a list as it was sent, plus 1; 0 where nothing was.</summary>
    public int Position;
    public int IdRank;
    public int BareIdRank;
    public int CategoryRank;
    public int PriceRank;
    public int QuantityRank;
    public int PositionRank;
    public int NameRank;
    public int BrandRank;

    /// <summary>Why a name of the item could not be read; null where there is none.</summary>
    public LeftOutReason? IdFault;

    public readonly ItemTouch ToTouch() => new(ItemId!, Category, Price, Quantity) { Name = Name, Brand = Brand, Position = Position };
}
