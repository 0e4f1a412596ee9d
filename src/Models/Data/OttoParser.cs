using System.Text.Json;
using StreamReco.Models.Text;

namespace StreamReco.Models.Data;

/// <summary>
/// The form <c>otto</c>: a session a line, <c>{"session": 1, "events": [{"aid": 7, "ts": 1661200000000, "type": "clicks"}]}</c>.
/// An event that cannot be used costs itself only.
/// </summary>
internal sealed class OttoParser(ClickCollector clicks) : ILineParser
{
    public void Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            Read(document.RootElement);
        }
        catch (JsonException)
        {
            clicks.Skip("broken JSON");
        }
        catch (InvalidOperationException)
        {
            clicks.Skip("not valid UTF-8"); // how JsonElement.GetString reports bytes or escapes that are no text
        }
    }

    private void Read(JsonElement line)
    {
        var session = Text(line, "session");
        if (session.Length == 0)
        {
            clicks.Skip("no session");
        }
        else if (!line.TryGetProperty("events", out var events) || events.ValueKind != JsonValueKind.Array)
        {
            clicks.Skip("no events[]");
        }
        else
        {
            foreach (var click in events.EnumerateArray())
            {
                Read(clicks.Ids.Get(session), click);
            }
        }
    }

    private void Read(string session, JsonElement click)
    {
        var item = Text(click, "aid");
        if (item.Length == 0)
        {
            clicks.Skip("no item");
        }
        else if (clicks.TryType(Text(click, "type"), out var type))
        {
            if (TimeColumn.IsTime(Text(click, "ts"), clicks.EarliestMs, out var timeMs, out var detail))
            {
                clicks.Add(new HistoricClick(session, session, clicks.Ids.Get(item), timeMs, type), 0, detail);
            }
            else
            {
                clicks.Skip("unreadable time");
            }
        }
    }

    private static string Text(JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var value))
        {
            return "";
        }

        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number => value.GetRawText(),
            _ => "",
        };
        return MissingWords.IsMissing(text) ? "" : text;
    }
}
