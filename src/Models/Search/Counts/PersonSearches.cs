using System.Text.Json;

namespace StreamReco.Models.Search.Counts;

/// <summary>The kept searches of one user as JSON: what an export of the person says.</summary>
public static class PersonSearches
{
    private static readonly (SearchAction Action, string Name)[] _actions =
        [(SearchAction.Click, "click"), (SearchAction.Cart, "cart"), (SearchAction.Purchase, "purchase")];

    /// <summary>
    /// Writes an array, the oldest search first: <c>search_id</c>, <c>query</c> in the form of the counts, <c>time_ms</c> (Unix
    /// milliseconds), <c>results</c> (null where nobody said), and <c>items</c> with their position and what was done with each.
    /// </summary>
    public static void Write(QueryCounts counts, string userId, Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (var kept in counts.Has(userId) ? counts.Kept.Where(search => search.UserId == userId) : [])
        {
            writer.WriteStartObject();
            writer.WriteString("search_id", kept.SearchId);
            writer.WriteString("query", kept.Key);
            writer.WriteNumber("time_ms", kept.TimeMs);
            if (kept.Results == SearchRecord.ResultsUnknown)
            {
                writer.WriteNull("results");
            }
            else
            {
                writer.WriteNumber("results", kept.Results);
            }

            WriteItems(kept, writer);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteItems(KeptSearch kept, Utf8JsonWriter writer)
    {
        writer.WriteStartArray("items");
        for (var i = 0; i < kept.Items.Count; i++)
        {
            writer.WriteStartObject();
            writer.WriteString("item_id", kept.Items[i].ItemId);
            writer.WriteNumber("position", kept.Items[i].Position);
            writer.WriteStartArray("actions");
            foreach (var (action, name) in _actions)
            {
                if ((kept.Actions[i] & (1 << (int)action)) != 0)
                {
                    writer.WriteStringValue(name);
                }
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
