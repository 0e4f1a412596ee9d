using System.Globalization;
using StreamReco.Models.Events;
using StreamReco.Models.Items;

namespace StreamReco.Models.Data;

/// <summary>
/// The clicks of "e-shop clothing 2008": the session is the user, the data say the day and the place in the session.
/// An item that the catalog does not have yet is described from its first click.
/// </summary>
internal sealed class EshopParser(string path, ClickCollector clicks) : TextLineParser(clicks)
{
    private static readonly string[] _names =
    [
        "year", "month", "day", "order", "session ID", "page 2 (clothing model)", "page 1 (main category)", "colour",
        "price",
    ];

    private readonly FieldSplitter _fields = new(';');
    private readonly int[] _positions = new int[_names.Length];
    private int _columnsNeeded;

    protected override void Parse(ReadOnlySpan<char> line)
    {
        if (_columnsNeeded == 0)
        {
            ReadHeader(line);
        }
        else if (!_fields.Split(line) || _fields.Count < _columnsNeeded)
        {
            Clicks.Skip("too few columns");
        }
        else
        {
            Read(line);
        }
    }

    private void ReadHeader(ReadOnlySpan<char> line)
    {
        _fields.Split(line);
        Array.Fill(_positions, -1);
        for (var i = 0; i < _fields.Count; i++)
        {
            var column = Array.IndexOf(_names, _fields.Field(line, i).ToString());
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

    private void Read(ReadOnlySpan<char> line)
    {
        var session = Clicks.Ids.Get(Field(line, 4));
        var item = Clicks.Ids.Get(Field(line, 5));
        if (session.Length == 0 || item.Length == 0)
        {
            Clicks.Skip(session.Length == 0 ? "no session" : "no item");
        }
        else if (!TryDay(line, out var dayMs) || !TryNumber(line, 3, out var order))
        {
            Clicks.Skip("unreadable date or order");
        }
        else
        {
            Clicks.Add(new HistoricClick(session, session, item, dayMs, EventType.ViewItem), order, TimeDetail.Day);
            Describe(line, item);
        }
    }

    private bool TryDay(ReadOnlySpan<char> line, out long dayMs)
    {
        dayMs = 0;
        if (!TryNumber(line, 0, out var year) || !TryNumber(line, 1, out var month) || !TryNumber(line, 2, out var day)
            || year is < 1970 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        dayMs = new DateTimeOffset(year, month, day, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        return true;
    }

    private void Describe(ReadOnlySpan<char> line, string item)
    {
        if (!Clicks.Catalog.Contains(item))
        {
            var category = EshopCodes.Category(Field(line, 6));
            var name = EshopCodes.NameOf(item, category, EshopCodes.Colour(Field(line, 7)));
            var price = TryNumber(line, 8, out var dollars) ? dollars : double.NaN;
            Clicks.Catalog.Set(new CatalogItem(item, name, category, null, price, Available: true));
        }
    }

    private bool TryNumber(ReadOnlySpan<char> line, int column, out int value) =>
        int.TryParse(Field(line, column), NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private ReadOnlySpan<char> Field(ReadOnlySpan<char> line, int column) => _fields.Field(line, _positions[column]);
}
