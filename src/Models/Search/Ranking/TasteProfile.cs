using StreamReco.Models.Items;

namespace StreamReco.Models.Search.Ranking;

/// <summary>
/// What a person clicks, as counts: brands, categories and price bands (powers of two). Fed click by click; read by one
/// search at a time.
/// </summary>
public sealed class TasteProfile : IPersonSignals
{
    /// <summary>Clicks before which a profile says little: its shares are shrunk by so many clicks on nothing.</summary>
    private const float PriorClicks = 5;

    private readonly Dictionary<string, int> _brands = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _categories = new(StringComparer.Ordinal);
    private readonly Dictionary<int, int> _bands = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _bought = new(StringComparer.Ordinal);
    private int _clicks;

    /// <summary>Takes a click, or a purchase.</summary>
    public void Add(CatalogItem item, bool isPurchase = false)
    {
        _clicks++;
        _seen.Add(item.ItemId);
        if (isPurchase)
        {
            _bought.Add(item.ItemId);
        }

        Count(_brands, item.Brand);
        Count(_categories, item.Category);
        if (item.Price > 0)
        {
            _bands[BandOf(item)] = _bands.GetValueOrDefault(BandOf(item)) + 1;
        }
    }

    /// <inheritdoc />
    public PersonSignal Of(CatalogItem item) => new(
        Vector: 0,
        Session: 0,
        item.Brand is null ? 0 : ShareOf(_brands.GetValueOrDefault(item.Brand)),
        item.Category is null ? 0 : ShareOf(_categories.GetValueOrDefault(item.Category)),
        item.Price > 0 ? ShareOf(_bands.GetValueOrDefault(BandOf(item))) : 0,
        _seen.Contains(item.ItemId),
        _bought.Contains(item.ItemId));

    private static int BandOf(CatalogItem item) => (int)Math.Floor(Math.Log2(item.Price));

    private static void Count(Dictionary<string, int> counts, string? value)
    {
        if (value is not null)
        {
            counts[value] = counts.GetValueOrDefault(value) + 1;
        }
    }

    private float ShareOf(int count) => count / (_clicks + PriorClicks);
}
