using System.Text.Json;
using StreamReco.Models.Events;

namespace StreamReco.Models.Data;

/// <summary>
/// The form <c>ndjson</c>: one JSON object a line. Fields are found at the top level, in <c>properties</c> and
/// <c>ecommerce</c> (Segment, GA4), or by the path that the map names; an event with <c>items[]</c> or
/// <c>products[]</c> is one click for each of them.
/// </summary>
internal sealed class NdjsonParser(ColumnMap map, ClickCollector clicks) : ILineParser
{
    private static readonly string[] _nests = ["properties", "ecommerce"];
    private static readonly string[] _lists = ["items", "products"];

    private readonly JsonElement[] _found = new JsonElement[ColumnNames.Count];
    private readonly int[] _ranks = new int[ColumnNames.Count];
    private readonly Dictionary<string, (Column Column, int Rank)?> _usual = [];

    public void Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                Read(document.RootElement);
                return;
            }

            clicks.Skip("not a JSON object");
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

    private void Read(JsonElement root)
    {
        Find(root);
        var session = Id(Column.Session);
        var user = Id(Column.User) is { Length: > 0 } named ? named : session;
        if (user.Length == 0)
        {
            clicks.Skip("no user and no session");
        }
        else if (clicks.TryType(Text(Column.Event), out var type) && TryTime(out var timeMs, out var detail))
        {
            var order = _found[(int)Column.Order] is { ValueKind: JsonValueKind.Number } n && n.TryGetInt32(out var place)
                ? place
                : 0;
            AddItems(root, new HistoricClick(user, session, string.Empty, timeMs, type), order, detail);
        }
    }

    private void AddItems(JsonElement root, HistoricClick click, int order, TimeDetail detail)
    {
        var added = 0;
        if (ItemsOf(root) is { } items)
        {
            foreach (var item in items.EnumerateArray())
            {
                Array.Clear(_found);
                Find(item);
                added += Add(click, order, detail) ? 1 : 0;
            }
        }
        else
        {
            added += Add(click, order, detail) ? 1 : 0;
        }

        if (added == 0 && EventTypes.NeedsItem(click.Type))
        {
            clicks.Skip("no item");
        }
        else if (added == 0)
        {
            clicks.Add(click, order, detail);
        }
    }

    private bool Add(HistoricClick click, int order, TimeDetail detail)
    {
        var item = Id(Column.Item);
        if (item.Length == 0)
        {
            return false;
        }

        clicks.Add(click with { ItemId = item }, order, detail);
        var (name, category, brand) = (Id(Column.Name), Id(Column.Category), Id(Column.Brand));
        var price = Price();
        if (name.Length + category.Length + brand.Length > 0 || !double.IsNaN(price))
        {
            clicks.Catalog.Note(item, name, category, brand, price);
        }

        return true;
    }

    private void Find(JsonElement element)
    {
        Array.Clear(_found);
        Array.Fill(_ranks, int.MaxValue);
        FindUsual(element);
        for (var column = 0; column < ColumnNames.Count; column++)
        {
            if (map[(Column)column] is { } path)
            {
                _found[column] = At(element, path);
            }
        }
    }

    private void FindUsual(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var property in element.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Object && _nests.Contains(property.Name))
            {
                FindUsual(property.Value);
            }
            else if (Usual(property.Name) is { } usual && usual.Rank < _ranks[(int)usual.Column])
            {
                _ranks[(int)usual.Column] = usual.Rank;
                _found[(int)usual.Column] = property.Value;
            }
        }
    }

    private (Column Column, int Rank)? Usual(string name)
    {
        if (!_usual.TryGetValue(name, out var known))
        {
            known = ColumnNames.TryFind(name, out var column, out var rank) ? (column, rank) : null;
            if (_usual.Count < SkipCounter.ReasonsMax * 20)
            {
                _usual[name] = known;
            }
        }

        return known;
    }

    private static JsonElement At(JsonElement element, string path)
    {
        if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(path, out var whole))
        {
            return whole;
        }

        foreach (var name in path.Split('.'))
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return default;
            }
        }

        return element;
    }

    private static JsonElement? ItemsOf(JsonElement root)
    {
        foreach (var list in _lists)
        {
            foreach (var holder in (ReadOnlySpan<JsonElement>)[root, At(root, _nests[0]), At(root, _nests[1])])
            {
                if (At(holder, list) is { ValueKind: JsonValueKind.Array } items && items.GetArrayLength() > 0)
                {
                    return items;
                }
            }
        }

        return null;
    }

    private bool TryTime(out long timeMs, out TimeDetail detail)
    {
        (timeMs, detail) = (0, TimeDetail.None);
        if (_found[(int)Column.Time].ValueKind is JsonValueKind.Undefined or JsonValueKind.Null
            || ClickTime.TryParse(Text(Column.Time), out timeMs, out detail))
        {
            return true;
        }

        clicks.Skip("unreadable time");
        return false;
    }

    private double Price()
    {
        var text = Text(Column.Price);
        return double.TryParse(text, out var price) && double.IsFinite(price) ? price : double.NaN;
    }

    private string Id(Column column) => clicks.Ids.Get(Text(column));

    private string Text(Column column)
    {
        var value = _found[(int)column];
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number => value.GetRawText(),
            _ => string.Empty,
        };
    }
}
