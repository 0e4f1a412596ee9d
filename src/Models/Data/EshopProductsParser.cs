using System.Globalization;
using StreamReco.Models.Items;

namespace StreamReco.Models.Data;

/// <summary>products.csv beside the clicks of "e-shop clothing 2008"; a file with other columns adds nothing.</summary>
internal sealed class EshopProductsParser(ClickCollector clicks) : RowParser
{
    private static readonly string[] _names = ["product", "category", "colour", "price_usd"];

    private int[]? _positions;

    public override void Parse(SepFields row)
    {
        if (_positions is null)
        {
            _positions = PositionsIn(row);
        }
        else if (_positions.Length > 0 && row.Count > _positions.Max())
        {
            Read(row);
        }
    }

    /// <summary>Where each name stands in the header; empty when one is missing.</summary>
    private int[] PositionsIn(SepFields row)
    {
        var header = new string[row.Count];
        for (var i = 0; i < header.Length; i++)
        {
            header[i] = row.Text(i).ToString();
        }

        var positions = Array.ConvertAll(_names, name => Array.IndexOf(header, name));
        return positions.Contains(-1) ? [] : positions;
    }

    private void Read(SepFields row)
    {
        var product = clicks.Ids.Get(Text(row, 0));
        var category = clicks.Ids.Get(Text(row, 1));
        var priced = double.TryParse(Text(row, 3), NumberStyles.Float, CultureInfo.InvariantCulture, out var price);
        if (product.Length > 0)
        {
            var name = EshopCodes.NameOf(product, category, Text(row, 2).ToString());
            clicks.Catalog.Set(
                new CatalogItem(product, name, category, null, priced ? price : double.NaN, Available: true));
        }
    }

    private ReadOnlySpan<char> Text(SepFields row, int column) => row.Text(_positions![column]);
}
