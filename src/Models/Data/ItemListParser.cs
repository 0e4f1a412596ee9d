using StreamReco.Models.Events;

namespace StreamReco.Models.Data;

/// <summary>
/// The forms <c>session-lines</c> and <c>user-lines</c>: one visit a line, its items in order. A session without a name
/// of its own is called after its place in the file: <c>s1</c>, <c>s2</c> …
/// </summary>
internal sealed class ItemListParser(bool userFirst, ClickCollector clicks) : TextLineParser(clicks)
{
    private readonly FieldSplitter _fields = new(' ');
    private long _lines;

    protected override void Parse(ReadOnlySpan<char> line)
    {
        _fields.Split(line);
        _lines++;
        var first = userFirst ? 1 : 0;
        if (_fields.Count <= first)
        {
            Clicks.Skip("no item");
            return;
        }

        var user = userFirst ? Clicks.Ids.Get(_fields.Field(line, 0)) : $"s{_lines}";
        for (var i = first; i < _fields.Count; i++)
        {
            var item = Clicks.Ids.Get(_fields.Field(line, i));
            Clicks.Add(new HistoricClick(user, user, item, 0, EventType.ViewItem), 0, TimeDetail.None);
        }
    }
}
