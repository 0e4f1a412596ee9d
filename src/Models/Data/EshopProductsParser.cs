using System.Globalization;
using StreamReco.Models.Items;

namespace StreamReco.Models.Data;

/// <summary>products.csv beside the clicks of "e-shop clothing 2008"; a file with other columns adds nothing.</summary>
internal sealed class EshopProductsParser(ClickCollector clicks) : TextLineParser(clicks)
{
    private static readonly string[] _names = ["product", "category", "colour", "price_usd"];

    private readonly FieldSplitter _fields = new(',');
    private int[]? _positions;

    protected override void Parse(ReadOnlySpan<char> line)
    {
        _fields.Split(line);
        if (_positions is null)
        {
            _positions = PositionsIn(line);
        }
        else if (_positions.Length > 0 && _fields.Count > _positions.Max())
        {
            Read(line);
        }
    }

    /// <summary>Where each name stands in the header; empty when one is missing.</summary>
    private int[] PositionsIn(ReadOnlySpan<char> line)
    {
        var header = new string[_fields.Count];
        for (var i = 0; i < header.Length; i++)
        {
            header[i] = _fields.Field(line, i).ToString();
        }

        var positions = Array.ConvertAll(_names, name => Array.IndexOf(header, name));
        return positions.Contains(-1) ? [] : positions;
    }

    private void Read(ReadOnlySpan<char> line)
    {
        var product = Clicks.Ids.Get(Text(line, 0));
        var category = Clicks.Ids.Get(Text(line, 1));
        var priced = double.TryParse(Text(line, 3), NumberStyles.Float, CultureInfo.InvariantCulture, out var price);
        if (product.Length > 0)
        {
            var name = EshopCodes.NameOf(product, category, Text(line, 2).ToString());
            Clicks.Catalog.Set(
                new CatalogItem(product, name, category, null, priced ? price : double.NaN, Available: true));
        }
    }

    private ReadOnlySpan<char> Text(ReadOnlySpan<char> line, int column) => _fields.Field(line, _positions![column]);
}
