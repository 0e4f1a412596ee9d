using System.Globalization;
using StreamReco.Models.Events;
using StreamReco.Models.Items;

namespace StreamReco.Models.Data;

/// <summary>
/// The clicks of "e-shop clothing 2008": the session is the user, the data say the day and the place in the session.
/// An item that the catalog does not have yet is described from its first click.
/// </summary>
internal sealed class EshopParser(string path, ClickCollector clicks) : RowParser
{
    private static readonly string[] _names =
    [
        "year", "month", "day", "order", "session ID", "page 2 (clothing model)", "page 1 (main category)", "colour",
        "price",
    ];

    private readonly int[] _positions = new int[_names.Length];
    private int _columnsNeeded;

    public override void Parse(SepFields row)
    {
        if (_columnsNeeded == 0)
        {
            ReadHeader(row);
        }
        else if (row.Count < _columnsNeeded)
        {
            clicks.Skip("too few columns");
        }
        else
        {
            Read(row);
        }
    }

    private void ReadHeader(SepFields row)
    {
        Array.Fill(_positions, -1);
        for (var i = 0; i < row.Count; i++)
        {
            var column = Array.IndexOf(_names, row.Text(i).ToString());
            if (column >= 0)
            {
                _positions[column] = i;
            }
        }

        var missing = Array.IndexOf(_positions, -1);
        if (missing >= 0)
        {
            throw new DataFileException(
                $"{path}, line 1: there is no column '{_names[missing]}' between semicolons, so this is not the clicks.csv "
                + "of e-shop clothing 2008; set another --format.");
        }

        _columnsNeeded = 1 + _positions.Max();
    }

    private void Read(SepFields row)
    {
        var session = clicks.Ids.Get(Field(row, 4));
        var item = clicks.Ids.Get(Field(row, 5));
        if (session.Length == 0 || item.Length == 0)
        {
            clicks.Skip(session.Length == 0 ? "no session" : "no item");
        }
        else if (!TryDay(row, out var dayMs) || !TryNumber(row, 3, out var order))
        {
            clicks.Skip("unreadable date or order");
        }
        else
        {
            clicks.Add(new HistoricClick(session, session, item, dayMs, EventType.ViewItem), order, TimeDetail.Day);
            Describe(row, item);
        }
    }

    private bool TryDay(SepFields row, out long dayMs)
    {
        dayMs = 0;
        if (!TryNumber(row, 0, out var year) || !TryNumber(row, 1, out var month) || !TryNumber(row, 2, out var day)
            || year is < 1970 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        dayMs = new DateTimeOffset(year, month, day, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        return true;
    }

    private void Describe(SepFields row, string item)
    {
        if (!clicks.Catalog.Contains(item))
        {
            var category = EshopCodes.Category(Field(row, 6));
            var name = EshopCodes.NameOf(item, category, EshopCodes.Colour(Field(row, 7)));
            var price = TryNumber(row, 8, out var dollars) ? dollars : double.NaN;
            clicks.Catalog.Set(new CatalogItem(item, name, category, null, price, Available: true));
        }
    }

    private bool TryNumber(SepFields row, int column, out int value) =>
        int.TryParse(Field(row, column), NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private ReadOnlySpan<char> Field(SepFields row, int column) => row.Text(_positions[column]);
}
