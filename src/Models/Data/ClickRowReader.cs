using System.Globalization;
using StreamReco.Models.Events;
using StreamReco.Models.Text;

namespace StreamReco.Models.Data;

/// <summary>What a row of columns says: one click, and what it tells of its item.</summary>
internal sealed class ClickRowReader
{
    private readonly ColumnLayout _layout;
    private readonly ClickCollector _clicks;
    private readonly TimeColumn _time;
    private readonly EventType? _only;
    private readonly bool _describesItems;
    private readonly int _columnsNeeded;

    /// <param name="layout">Where each column stands.</param>
    /// <param name="clicks">Takes the clicks.</param>
    /// <param name="only">What every row is, where the file is of one kind of event; else null.</param>
    public ClickRowReader(ColumnLayout layout, ClickCollector clicks, EventType? only = null)
    {
        (_layout, _clicks, _only) = (layout, clicks, only);
        _time = new TimeColumn(layout.NameOf(Column.Time), clicks.EarliestMs);
        _describesItems = layout.Has(Column.Category) || layout.Has(Column.Price) || layout.Has(Column.Name)
            || layout.Has(Column.Brand);
        foreach (var column in (ReadOnlySpan<Column>)[Column.Item, Column.Session, Column.Time, Column.User])
        {
            _columnsNeeded = layout.Has(column) ? Math.Max(_columnsNeeded, 1 + layout[column][0]) : _columnsNeeded;
        }
    }

    public void Read<TFields>(TFields row)
        where TFields : IFields, allows ref struct
    {
        if (row.Count < _columnsNeeded)
        {
            _clicks.Skip("too few columns");
        }
        else if (HasMore(row))
        {
            _clicks.Skip("more columns than the header");
        }
        else
        {
            ReadClick(row);
        }
    }

    /// <summary>Judges the times and says which column was taken for what.</summary>
    /// <exception cref="DataFileException">The column of the time holds something else.</exception>
    public void Finish(string path)
    {
        _time.Check(path);
        var taken = Enum.GetValues<Column>().Where(_layout.Has).Select(column =>
            $"{column.ToString().ToLowerInvariant()} = {_layout.NameOf(column)}"
            + (column == Column.Time && _time.Unit is { } unit ? $" ({unit})" : ""));
        _clicks.Columns = string.Join(", ", taken);
        if (_layout.Has(Column.Timeframe))
        {
            _clicks.TimeNote = "The data say the day and the milliseconds since the first event of the session: every session "
                + "begins at midnight of its day.";
        }
    }

    /// <summary>Whether the row has text beyond the header: a delimiter inside a field has moved its columns.</summary>
    private bool HasMore<TFields>(TFields row)
        where TFields : IFields, allows ref struct
    {
        if (_layout.HeaderColumns > 0)
        {
            for (var i = _layout.HeaderColumns; i < row.Count; i++)
            {
                if (!row.Text(i).IsEmpty)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private void ReadClick<TFields>(TFields row)
        where TFields : IFields, allows ref struct
    {
        var session = _clicks.Ids.Get(First(row, Column.Session));
        var user = _clicks.Ids.Get(First(row, Column.User));
        user = user.Length > 0 ? user : session;
        if (user.Length == 0)
        {
            _clicks.Skip("no user and no session");
        }
        else if (TryType(row, out var type) && TryTime(row, out var timeMs, out var detail))
        {
            // A search's "item" is what was looked for.
            var item = type is EventType.Search or EventType.ViewHome ? "" : _clicks.Ids.Get(First(row, Column.Item));
            if (item.Length == 0 && EventTypes.NeedsItem(type))
            {
                _clicks.Skip("no item");
                return;
            }

            _ = int.TryParse(First(row, Column.Order), NumberStyles.None, CultureInfo.InvariantCulture, out var order);
            _clicks.Add(new HistoricClick(user, session, item, timeMs, type), order, detail);
            Describe(row, item);
        }
    }

    private bool TryType<TFields>(TFields row, out EventType type)
        where TFields : IFields, allows ref struct
    {
        type = _only ?? EventType.ViewItem;
        return _only is not null || _clicks.TryType(First(row, Column.Event), out type);
    }

    private bool TryTime<TFields>(TFields row, out long timeMs, out TimeDetail detail)
        where TFields : IFields, allows ref struct
    {
        (timeMs, detail) = (0, TimeDetail.None);
        if (!_layout.Has(Column.Time))
        {
            return true;
        }

        // A file whose every line has no time has no times; else the line is dropped at the end.
        if (_time.Read(row.Text(_layout[Column.Time][0]), out timeMs, out detail) == TimeColumn.Outcome.NoTime)
        {
            _clicks.Skip("unreadable time");
            return false;
        }

        if (detail == TimeDetail.Day && TryTimeframe(row, out var offsetMs))
        {
            (timeMs, detail) = (timeMs + offsetMs, TimeDetail.Clock);
        }

        return true;
    }

    private bool TryTimeframe<TFields>(TFields row, out long offsetMs)
        where TFields : IFields, allows ref struct =>
        long.TryParse(First(row, Column.Timeframe), NumberStyles.None, CultureInfo.InvariantCulture, out offsetMs);

    private void Describe<TFields>(TFields row, string item)
        where TFields : IFields, allows ref struct
    {
        if (!_describesItems || item.Length == 0)
        {
            return;
        }

        var priced = double.TryParse(
            First(row, Column.Price), NumberStyles.Float, CultureInfo.InvariantCulture, out var price);
        _clicks.Catalog.Note(
            item,
            _clicks.Ids.Get(First(row, Column.Name)),
            _clicks.Ids.Get(First(row, Column.Category)),
            _clicks.Ids.Get(First(row, Column.Brand)),
            priced && double.IsFinite(price) ? price : double.NaN);
    }

    /// <summary>The first of a column's positions that says something; empty where none does.</summary>
    private ReadOnlySpan<char> First<TFields>(TFields row, Column column)
        where TFields : IFields, allows ref struct
    {
        foreach (var position in _layout[column])
        {
            if (position < row.Count && row.Text(position) is var text && !MissingWords.IsMissing(text))
            {
                return text;
            }
        }

        return [];
    }
}
