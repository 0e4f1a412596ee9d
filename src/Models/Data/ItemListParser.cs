using StreamReco.Models.Events;
using StreamReco.Models.Text;

namespace StreamReco.Models.Data;

/// <summary>
/// The forms <c>session-lines</c> and <c>user-lines</c>: one visit a line, its items in order. A session without a name
/// of its own is called after its place in the file: <c>s1</c>, <c>s2</c> …
/// </summary>
internal sealed class ItemListParser(bool userFirst, ClickCollector clicks) : TextLineParser(clicks)
{
    private const string Blanks = " \t";

    private long _lines;

    protected override void Parse(ReadOnlySpan<char> line)
    {
        _lines++;
        var rest = line;
        var user = userFirst ? Clicks.Ids.Get(Next(ref rest)) : $"s{_lines}";
        if (MissingWords.IsMissing(user))
        {
            Clicks.Skip("no user");
            return;
        }

        var items = 0;
        for (var item = Next(ref rest); !item.IsEmpty; item = Next(ref rest))
        {
            items++;
            Clicks.Add(new HistoricClick(user, user, Clicks.Ids.Get(item), 0, EventType.ViewItem), 0, TimeDetail.None);
        }

        if (items == 0)
        {
            Clicks.Skip("no item");
        }
    }

    /// <summary>The next word of the line; empty at its end.</summary>
    private static ReadOnlySpan<char> Next(ref ReadOnlySpan<char> rest)
    {
        rest = rest.TrimStart(Blanks);
        var end = rest.IndexOfAny(' ', '\t');
        var word = end < 0 ? rest : rest[..end];
        rest = rest[word.Length..];
        return word;
    }
}
