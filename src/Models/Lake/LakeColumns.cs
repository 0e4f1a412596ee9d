namespace StreamReco.Models.Lake;

/// <summary>The columns of the tables, for catalogs of data; those of a list's elements as <c>items.item_id</c>.</summary>
public static class LakeColumns
{
    private static readonly Dictionary<string, string> _columns = new(StringComparer.Ordinal)
    {
        [EventRows.Name] =
            "user_id text, session_id text, event_type text, event_time timestamp, received_at timestamp, event_hash uint64, offset int64, "
            + "query text, search_id text, results int32, country text, items.item_id text, items.category text, items.price decimal(18.4), "
            + "items.quantity int32, items.position int32",
        [RejectedRows.Name] =
            "user_id text, reason text, received_at timestamp, offset int64, key bytes, payload bytes, headers.name text, headers.value bytes",
        [AnswerRows.Name] =
            "user_id text, recommendation_id text, session_id text, as_of timestamp, emitted_at timestamp, model text, model_version text, "
            + "variant text, origin_partition int32, origin_offset int64, offset int64, items.item_id text, items.rank int32, items.score float, "
            + "items.reason text, items.source text",
        [OutcomeRows.Name] =
            "user_id text, recommendation_id text, version int32, as_of timestamp, seen_to timestamp, horizon_ms int64, model text, "
            + "model_version text, variant text, answer_partition int32, answer_offset int64, items.item_id text, items.position int32, "
            + "items.source text, items.label text, items.event_time timestamp, items.event_partition int32, items.event_offset int64, "
            + "items.is_newest boolean",
    };

    /// <summary>The columns of a table with their types, in the order of the files.</summary>
    /// <exception cref="KeyNotFoundException">There is no such table.</exception>
    public static IReadOnlyList<(string Name, string Type)> Of(string table) =>
        [.. _columns[table].Split(", ").Select(column => column.Split(' ')).Select(column => (column[0], column[1].Replace('.', ',')))];
}
