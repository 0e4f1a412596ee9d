using System.Globalization;
using StreamReco.Models.Events;

namespace StreamReco.Models.Data;

/// <summary>The forms <c>csv</c> and <c>sessions</c>: one click a line in columns; a header says which is which.</summary>
internal sealed class DelimitedParser(string path, ColumnMap map, bool headerNeeded, ClickCollector clicks)
    : TextLineParser(clicks)
{
    private FieldSplitter? _fields;
    private ColumnLayout? _columns;
    private int _columnsNeeded;
    private bool _describesItems;

    protected override void Parse(ReadOnlySpan<char> line)
    {
        if (_columns is null)
        {
            _fields = new FieldSplitter(FieldSplitter.Detect(line));
            _columns = Begin(line, out var isHeader);
            _describesItems = _columns.Has(Column.Category) || _columns.Has(Column.Price) || _columns.Has(Column.Name)
                || _columns.Has(Column.Brand);
            if (isHeader)
            {
                return;
            }
        }

        if (!_fields!.Split(line))
        {
            Clicks.Skip("a quote is not closed");
        }
        else if (_fields.Count < _columnsNeeded)
        {
            Clicks.Skip("too few columns");
        }
        else
        {
            Read(line);
        }
    }

    private ColumnLayout Begin(ReadOnlySpan<char> line, out bool isHeader)
    {
        _fields!.Split(line);
        var names = new string[_fields.Count];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = _fields.Field(line, i).ToString();
        }

        var layout = ColumnLayout.Of(names, map, out var missing);
        isHeader = headerNeeded || layout.Has(Column.Item) || missing is not null;
        if (!isHeader)
        {
            layout = names.Length > 2
                ? ColumnLayout.InOrder(Column.Session, Column.Item, Column.Time)
                : ColumnLayout.InOrder(Column.Session, Column.Item);
        }

        Check(layout, names, missing);
        _columnsNeeded = 1 + Math.Max(layout[Column.Item], Math.Max(layout[Column.Session], layout[Column.Time]));
        _columnsNeeded = Math.Max(_columnsNeeded, 1 + layout[Column.User]);
        return layout;
    }

    private void Check(ColumnLayout layout, string[] names, string? missing)
    {
        var lacks = missing is not null ? $"column '{missing}'"
            : !layout.Has(Column.Item) ? "column for the item"
            : !layout.Has(Column.User) && !layout.Has(Column.Session) ? "column for the user or the session"
            : names.Length < 2 ? "second column"
            : null;
        if (lacks is not null)
        {
            throw new DataFileException(
                $"{path}, line 1: there is no {lacks} among '{string.Join(", ", names)}'; "
                + "set --columns item=NAME,user=NAME,session=NAME,time=NAME or another --format.");
        }
    }

    private void Read(ReadOnlySpan<char> line)
    {
        var session = Clicks.Ids.Get(Field(line, Column.Session));
        var user = Clicks.Ids.Get(Field(line, Column.User));
        user = user.Length > 0 ? user : session;
        var item = Clicks.Ids.Get(Field(line, Column.Item));
        if (user.Length == 0)
        {
            Clicks.Skip("no user and no session");
        }
        else if (Clicks.TryType(Field(line, Column.Event), out var type) && TryTime(line, out var timeMs, out var detail))
        {
            if (item.Length == 0 && EventTypes.NeedsItem(type))
            {
                Clicks.Skip("no item");
                return;
            }

            _ = int.TryParse(Field(line, Column.Order), NumberStyles.None, CultureInfo.InvariantCulture, out var order);
            Clicks.Add(new HistoricClick(user, session, item, timeMs, type), order, detail);
            Describe(line, item);
        }
    }

    private bool TryTime(ReadOnlySpan<char> line, out long timeMs, out TimeDetail detail)
    {
        (timeMs, detail) = (0, TimeDetail.None);
        if (!_columns!.Has(Column.Time))
        {
            return true;
        }

        var text = Field(line, Column.Time).Trim();
        if (text.IsEmpty)
        {
            return true; // A file whose every line is so has no times; else the line is dropped at the end.
        }

        if (ClickTime.TryParse(text, out timeMs, out detail))
        {
            return true;
        }

        Clicks.Skip("unreadable time");
        return false;
    }

    private void Describe(ReadOnlySpan<char> line, string item)
    {
        if (!_describesItems || item.Length == 0)
        {
            return;
        }

        var priced = double.TryParse(
            Field(line, Column.Price), NumberStyles.Float, CultureInfo.InvariantCulture, out var price);
        Clicks.Catalog.Note(
            item,
            Clicks.Ids.Get(Field(line, Column.Name)),
            Clicks.Ids.Get(Field(line, Column.Category)),
            Clicks.Ids.Get(Field(line, Column.Brand)),
            priced && double.IsFinite(price) ? price : double.NaN);
    }

    private ReadOnlySpan<char> Field(ReadOnlySpan<char> line, Column column)
    {
        var position = _columns![column];
        return position >= 0 && position < _fields!.Count ? _fields.Field(line, position) : [];
    }
}
