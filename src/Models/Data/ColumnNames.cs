using System.Collections.Frozen;

namespace StreamReco.Models.Data;

/// <summary>The names under which common data sets and trackers keep each <see cref="Column"/>.</summary>
internal static class ColumnNames
{
    public const int Count = 11;

    /// <summary>By column: names in their normal form, best first.</summary>
    private static readonly string[][] _byColumn =
    [
        ["userid", "user", "visitorid", "visitor", "customerid", "clientid", "userpseudoid", "anonymousid", "uid"],
        ["sessionid", "session", "usersession", "gasessionid", "sessionidhash", "sid"],
        [
            "itemid", "item", "productid", "product", "sku", "productsku", "productskuhash", "articleid", "contentid", "aid",
            "movieid", "asin", "reference",
        ],
        [
            "timestamp", "time", "eventtime", "eventtimestamp", "ts", "servertimestampepochms", "timestampms", "datetime",
            "createdat", "date", "eventdate", "unixday", "day",
        ],
        [
            "productaction", "eventtype", "eventname", "event", "actiontype", "action", "behaviortype", "behavior", "behaviour",
            "type",
        ],
        ["order", "position", "eventorder", "sequence", "step"],
        ["itemcategory", "category", "productcategory", "categorycode", "categoryid"],
        ["price", "itemprice", "unitprice", "productprice"],
        ["itemname", "productname", "name", "title"],
        ["itembrand", "brand", "productbrand"],
        ["timeframe"],
    ];

    private static readonly FrozenDictionary<string, (Column Column, int Rank)> _byName = _byColumn
        .SelectMany((names, column) => names.Select((name, rank) => (name, ((Column)column, rank))))
        .ToFrozenDictionary(pair => pair.name, pair => pair.Item2);

    /// <summary>The column that a header usually means, and how sure it is (0 is surest).</summary>
    public static bool TryFind(string header, out Column column, out int rank)
    {
        var found = _byName.TryGetValue(Normal(header), out var entry);
        (column, rank) = entry;
        return found;
    }

    /// <summary>Small letters and digits only, so that <c>User ID</c>, <c>userId</c> and <c>user_id</c> are one.</summary>
    public static string Normal(string name) =>
        string.Concat(name.Where(char.IsAsciiLetterOrDigit).Select(char.ToLowerInvariant));
}
