namespace StreamReco.Models.Events;

/// <summary>What a visitor did, by the names of GA4 e-commerce. The numbers are stored in state and never reused.</summary>
public enum EventType : byte
{
    None = 0,
    ViewItem = 1,
    SelectItem = 2,
    ViewItemList = 3,
    Search = 4,
    AddToCart = 5,
    RemoveFromCart = 6,
    Purchase = 7,
    ViewHome = 8,
}
