using StreamReco.Models.Events;

namespace StreamReco.Models.Data;

/// <summary>
/// The forms with one click a row in columns: a header says which is which, or <c>--columns</c> by number, or what the
/// columns hold. Memory holds the first rows only.
/// </summary>
internal sealed class DelimitedParser(string path, ClickFileFormat format, ColumnMap map, ClickCollector clicks) : RowParser
{
    /// <summary>Rows that are looked at before the columns are decided.</summary>
    private const int RowsLookedAt = 500;

    private readonly List<string[]> _head = [];
    private ClickRowReader? _reader;

    public override void Parse(SepFields row)
    {
        if (_reader is not null)
        {
            _reader.Read(row);
            return;
        }

        _head.Add(row.ToArray());
        if (_head.Count == RowsLookedAt)
        {
            _reader = Begin(_head);
            _head.Clear();
        }
    }

    public override void Finish()
    {
        _reader ??= _head.Count > 0 ? Begin(_head) : null;
        _reader?.Finish(path);
    }

    /// <summary>Decides on the columns and reads the rows that were looked at.</summary>
    private ClickRowReader Begin(List<string[]> head)
    {
        var layout = LayoutOf(head, out var hasHeader, out var only);
        ColumnQuestions.Prepare(layout, clicks);
        var reader = new ClickRowReader(layout, clicks, only);
        foreach (var row in head.Skip(hasHeader ? 1 : 0))
        {
            reader.Read(new TextFields(row));
        }

        return reader;
    }

    private ColumnLayout LayoutOf(List<string[]> head, out bool hasHeader, out EventType? only)
    {
        only = null;
        var names = TypedHeader.Untyped(head[0], out var isTyped);
        if (format == ClickFileFormat.RecBole && !isTyped)
        {
            throw new DataFileException(
                $"{path}, line 1: '{string.Join(", ", names)}' is no header of RecBole, such as 'user_id:token, item_id:token, "
                + "timestamp:float'; set another --format.");
        }

        var isKnown = format is ClickFileFormat.MovieLens or ClickFileFormat.Taobao or ClickFileFormat.Yoochoose;
        var layout = ColumnLayout.Of(names, map, out var missing);
        hasHeader = isTyped || (isKnown ? layout.Has(Column.Item) : HasHeader(head, layout, missing));
        if (!hasHeader)
        {
            var found = Headless(head, isKnown, names);
            only = found.Only;
            return found.Layout;
        }

        ColumnQuestions.Check(path, layout, names, missing);
        return layout;
    }

    private bool HasHeader(List<string[]> head, ColumnLayout layout, string? missing)
    {
        if (!map.IsByNumber)
        {
            return layout.Has(Column.Item) || missing is not null || map != ColumnMap.Usual;
        }

        // By number the first row is data, unless it has the usual names or its time is a word.
        return head[0].Count(name => ColumnNames.TryFind(name, out _, out _)) >= 2
            || (layout.Has(Column.Time) && head.Count > 1 && !IsTime(head[0], layout) && IsTime(head[1], layout));
    }

    private bool IsTime(string[] row, ColumnLayout layout) =>
        layout[Column.Time][0] is var at && at < row.Length && TimeColumn.IsTime(row[at], clicks.EarliestMs, out _, out _);

    private HeadlessShape.Found Headless(List<string[]> head, bool isKnown, string[] names)
    {
        if (map.IsByNumber)
        {
            var layout = ColumnLayout.ByNumber(map, head[0]);
            ColumnQuestions.Check(path, layout, names, missing: null);
            return new HeadlessShape.Found(format, layout);
        }

        var found = isKnown ? HeadlessShape.Of(format, head[0].Length)
            : format == ClickFileFormat.Sessions && head[0].Length == 2 ? TwoColumns(head, names)
            : HeadlessShape.Find(head, clicks.EarliestMs);
        if (found?.Format == ClickFileFormat.MovieLens)
        {
            clicks.EarliestMs = Math.Min(clicks.EarliestMs, HeadlessShape.MovieLensEarliestMs);
        }

        return found ?? throw ColumnQuestions.CannotTell(path, format == ClickFileFormat.Sessions ? "time" : "item", names);
    }

    private HeadlessShape.Found TwoColumns(List<string[]> head, string[] names) =>
        HeadlessShape.AllTimes(head, 1, clicks.EarliestMs)
            ? throw ColumnQuestions.CannotTell(path, "item", names)
            : HeadlessShape.Of(ClickFileFormat.Sessions, columns: 2);
}
