using System.Globalization;

namespace StreamReco.StreamHost.Tests.Cli;

/// <summary>Made-up lines of events in every form that is read, good and odd, by seed; each a second after the one before.</summary>
/// <param name="random">The seeded source.</param>
/// <param name="startMs">Time of the first, Unix milliseconds.</param>
/// <param name="receivedMs">When all are sent and received, so that no sender's clock is wrong.</param>
internal sealed class EventLines(Random random, long startMs, long receivedMs)
{
    private const string Action = "unstruct_event_com_snowplowanalytics_snowplow_ecommerce_snowplow_ecommerce_action_1";
    private const string Products = "contexts_com_snowplowanalytics_snowplow_ecommerce_product_1";

    private static readonly string[] _persons = ["\"NA\"", "null", "\"\"", "\"(not set)\"", "false", "17", "\"undefined\"", "{}"];
    private static readonly string[] _types = ["view_item", "add_to_cart", "purchase", "search", "view_home", "page_view", "teleport"];
    private static readonly string[] _calls =
        ["Product Viewed", "Product Added", "Order Completed", "Cart Viewed", "Fitting Room Entered", "Viewed Product"];

    private static readonly string[] _actions = ["product_view", "add_to_cart", "transaction", "list_click", "checkout_step", "juggle"];

    private static readonly string[] _prices =
        ["9.5", "\"19,99\"", "\"1,299.00\"", "\"cheap\"", "-1", "{}", "\"\"", "null", "1e2", "\" 7 \"", "true"];

    private static readonly string[] _elements =
        ["null", "\"i1\"", "[]", "{}", "{\"item_id\":\"(not set)\"}", "{\"item_id\":\"\",\"sku\":\"S1\"}", "{\"id\":7.0}"];

    private readonly List<string> _lines = [];
    private long _timeMs = startMs;

    public string Next()
    {
        _timeMs += 1_000;
        var line = _lines.Count > 0 && random.Next(20) == 0 ? _lines[^random.Next(1, Math.Min(_lines.Count, 30) + 1)]
            : random.Next(60) == 0 ? Broken()
            : Event();
        _lines.Add(line);
        return line;
    }

    private string Broken() => random.Next(3) switch { 0 => "{\"event_id\":", 1 => "[1,2]", _ => "\"{}\"" };

    private string Event() => random.Next(7) switch
    {
        0 => Ours(),
        1 => $$"""{"client_id":{{Person("c")}},"user_id":{{Person("u")}},"timestamp_micros":{{Micros()}},"events":[{"name":"{{Pick(_types)}}","params":{"session_id":"{{random.Next(40)}}","items":{{Items()}} } }]}""",
        2 => $$"""{"event_name":"{{Pick(_types)}}","event_timestamp":"{{Micros()}}","user_id":{{Person("u")}},"user_pseudo_id":{{Person("p")}},"event_params":[{"value":{"int_value":"{{random.Next(40)}}"},"key":"ga_session_id"}],"items":{{Items()}}}""",
        3 => Segment(),
        4 => $$"""{"event_id":"{{Id()}}","event":"unstruct","event_name":"snowplow_ecommerce_action","user_id":{{Person("u")}},"domain_userid":{{Person("d")}},"domain_sessionid":"s{{random.Next(40)}}","dvce_created_tstamp":{{Time()}},"dvce_sent_tstamp":"{{Iso(receivedMs)}}","{{Action}}":{"type":"{{Pick(_actions)}}"},"{{Products}}":{{Items()}}}""",
        5 => $$"""{"specversion":"1.0","id":"{{random.Next(3)}}","source":"/{{Id()}}","type":"com.shop.{{Pick(_types)}}.v1","time":{{Time()}},"data":{"id":"order-7","type":"simple","user_id":{{Person("u")}},"items":{{Items()}} } }""",
        _ => $$"""{"specversion":"1.0","id":"{{Id()}}","source":"/web","type":"shop.analytics","time":{{Time()}},"data":{{Segment()}} }""",
    };

    private string Ours() => $$"""
        {"event_id":"{{Id()}}","event_type":"{{Pick(_types)}}","user_id":{{Person("u")}},"anonymous_id":{{Person("a")}},"session_id":{{Person("s")}},"timestamp":{{Time()}},"sent_at":{{(random.Next(4) == 0 ? "\"later\"" : receivedMs)}},"item_id":{{Item()}},"price":{{Pick(_prices)}},"items":{{Items()}}}
        """;

    private string Segment() => $$"""
        {"type":"track","messageId":"{{Id()}}","event":"{{Pick(_calls)}}","userId":{{Person("u")}},"anonymousId":{{Person("a")}},"timestamp":{{Time()}},"properties":{"id":"{{random.Next(30)}}","product_id":{{Item()}},"type":"home","user_id":"seller-9","time":12.5,"price":{{Pick(_prices)}},"products":{{Items()}} } }
        """;

    private string Pick(string[] values) => values[random.Next(values.Length)];

    private string Person(string prefix) => random.Next(3) == 0 ? Pick(_persons) : $"\"{prefix}{random.Next(50)}\"";

    private string Item() => random.Next(4) == 0 ? Pick(_persons) : $"\"i{random.Next(30)}\"";

    private string Items()
    {
        if (random.Next(20) == 0)
        {
            return Pick(["\"none\"", "null", "{\"item_id\":\"i1\"}", "[]", $"[{string.Join(',', Enumerable.Repeat("{\"item_id\":1}", 201))}]"]);
        }

        var elements = Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(3) == 0
            ? Pick(_elements)
            : $"{{\"item_id\":{Item()},\"price\":{Pick(_prices)},\"quantity\":{Pick(_prices)},\"item_category\":{Item()}}}");
        return $"[{string.Join(',', elements)}]";
    }

    private string Id() => string.Create(CultureInfo.InvariantCulture, $"e{_timeMs}");

    private string Micros() => string.Create(CultureInfo.InvariantCulture, $"{_timeMs * 1000}");

    private string Time() => random.Next(8) switch
    {
        0 => string.Create(CultureInfo.InvariantCulture, $"{_timeMs}"),
        1 => string.Create(CultureInfo.InvariantCulture, $"{_timeMs / 1000}"),
        2 => string.Create(CultureInfo.InvariantCulture, $"\"{_timeMs * 1000}\""),
        3 => $"\"{DateTimeOffset.FromUnixTimeMilliseconds(_timeMs):yyyy-MM-dd HH:mm:ss} UTC\"",
        4 when random.Next(5) == 0 => Pick(["\"soon\"", "0", "{}", "true", "\"12.5\""]),
        _ => $"\"{Iso(_timeMs)}\"",
    };

    private static string Iso(long timeMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(timeMs).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
