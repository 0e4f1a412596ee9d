using System.Text.Json;
using ParquetSharp;
using StreamReco.Models.Events;

namespace StreamReco.Models.Lake;

/// <summary>Finds the rows of a person in a lake and writes them as JSON. Times are Unix milliseconds.</summary>
/// <param name="lake">The lake.</param>
public sealed class LakePerson(ClickLake lake)
{
    /// <summary>
    /// Writes an object with an array for each table: rows of <c>events</c>, <c>answers</c> and <c>outcomes</c> that are the user's, and records of
    /// <c>rejected</c> that are, or that name them. Files without the user are not opened, but for rejected ones.
    /// </summary>
    /// <param name="users">The ids, as the lake has them: a user's, and those of linked visitors.</param>
    /// <param name="names">Whether a rejected record names the user.</param>
    /// <param name="writer">Where to.</param>
    /// <param name="cancel">Ends it between files.</param>
    /// <exception cref="LakeException">A file is damaged or missing.</exception>
    public void Write(IReadOnlyList<string> users, Func<StoredRecord, bool> names, Utf8JsonWriter writer, CancellationToken cancel)
    {
        var hashes = users.Select(lake.HashOf).ToList();
        var files = lake.Logs().SelectMany(log => log.Live().Select(file => (log.Partition, File: file))).ToList();
        writer.WriteStartObject();
        foreach (var table in LakeTables.All)
        {
            writer.WriteStartArray(table);
            foreach (var (partition, file) in files.Where(one => one.File.Table == table))
            {
                cancel.ThrowIfCancellationRequested();
                if (table == RejectedRows.Name || hashes.Exists(hash => lake.MayHold(file, hash)))
                {
                    Write(file, partition, users, names, writer);
                }
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private void Write(LakeFile file, int partition, IReadOnlyList<string> users, Func<StoredRecord, bool> names, Utf8JsonWriter writer)
    {
        var rows = LakeTables.RowsOf(file.Table);
        rows.Read(lake.Files, file.Path);
        switch (rows)
        {
            case EventRows events:
                Write(events, partition, users, writer);
                break;
            case AnswerRows answers:
                Write(answers, partition, users, writer);
                break;
            case OutcomeRows outcomes:
                Write(outcomes, users, writer);
                break;
            case RejectedRows rejected:
                Write(rejected, partition, users, names, writer);
                break;
        }
    }

    private static void Write(EventRows rows, int partition, IReadOnlyList<string> users, Utf8JsonWriter writer)
    {
        var numbers = users.Select(user => rows.Users.NumberOf(user)).ToHashSet();
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows.Rows[i];
            if (!numbers.Contains(row.User))
            {
                continue;
            }

            writer.WriteStartObject();
            writer.WriteNumber("partition", partition);
            writer.WriteNumber("offset", row.Offset);
            writer.WriteString("event_type", EventTypes.NameOf(row.Type));
            writer.WriteNumber("event_ms", row.EventMs);
            writer.WriteNumber("received_ms", row.ReceivedMs);
            Text("session_id", row.Session, writer);
            Text("query", row.Query, writer);
            Text("search_id", row.SearchId, writer);
            Text("country", row.Country, writer);
            WriteItems(rows, row, writer);
            writer.WriteEndObject();
        }
    }

    private static void WriteItems(EventRows rows, in EventRow row, Utf8JsonWriter writer)
    {
        writer.WriteStartArray("items");
        for (var i = row.FirstItem; i < row.FirstItem + row.ItemCount; i++)
        {
            var item = rows.Items[i];
            writer.WriteStartObject();
            Text("item_id", item.Id, writer);
            Text("category", item.Category, writer);
            if (item.PriceE4 == Money.None)
            {
                writer.WriteNull("price");
            }
            else
            {
                writer.WriteNumber("price", item.PriceE4 / 10_000m);
            }

            writer.WriteNumber("quantity", item.Quantity);
            writer.WriteNumber("position", item.Position);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Write(AnswerRows rows, int partition, IReadOnlyList<string> users, Utf8JsonWriter writer)
    {
        var numbers = users.Select(user => rows.Users.NumberOf(user)).ToHashSet();
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows.Rows[i];
            if (!numbers.Contains(row.User))
            {
                continue;
            }

            writer.WriteStartObject();
            writer.WriteNumber("partition", partition);
            writer.WriteNumber("offset", row.Offset);
            Text("recommendation_id", row.Id, writer);
            Text("session_id", row.Session, writer);
            writer.WriteNumber("as_of_ms", row.AsOfMs);
            writer.WriteNumber("emitted_ms", row.EmittedMs);
            Text("model", row.Model, writer);
            Text("model_version", row.ModelVersion, writer);
            Text("variant", row.Variant, writer);
            writer.WriteStartArray("items");
            for (var item = row.FirstItem; item < row.FirstItem + row.ItemCount; item++)
            {
                Write(rows.Items[item], writer);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }
    }

    private static void Write(in AnswerItemRow item, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        Text("item_id", item.Id, writer);
        writer.WriteNumber("rank", item.Rank);
        writer.WriteNumber("score", item.Score);
        Text("reason", item.Reason, writer);
        Text("source", item.Source, writer);
        writer.WriteEndObject();
    }

    private static void Write(OutcomeRows rows, IReadOnlyList<string> users, Utf8JsonWriter writer)
    {
        var numbers = users.Select(user => rows.Users.NumberOf(user)).ToHashSet();
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows.Rows[i];
            if (!numbers.Contains(row.User))
            {
                continue;
            }

            writer.WriteStartObject();
            Text("recommendation_id", row.Id, writer);
            writer.WriteNumber("version", row.Version);
            writer.WriteNumber("as_of_ms", row.AsOfMs);
            writer.WriteStartArray("items");
            for (var item = row.FirstItem; item < row.FirstItem + row.ItemCount; item++)
            {
                writer.WriteStartObject();
                Text("item_id", rows.Items[item].Id, writer);
                writer.WriteNumber("position", rows.Items[item].Position);
                writer.WriteString("label", OutcomeRows.NameOf(rows.Items[item].Outcome.Label));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }
    }

    private static void Write(RejectedRows rows, int partition, IReadOnlyList<string> users, Func<StoredRecord, bool> names, Utf8JsonWriter writer)
    {
        var numbers = users.Select(user => rows.Users.NumberOf(user)).ToHashSet();
        for (var i = 0; i < rows.Count; i++)
        {
            var (record, reason) = rows.Restore(i);
            if (!numbers.Contains(rows.Rows[i].User) && !names(record))
            {
                continue;
            }

            writer.WriteStartObject();
            writer.WriteNumber("partition", partition);
            writer.WriteNumber("offset", record.Offset);
            writer.WriteString("reason", reason);
            writer.WriteNumber("received_ms", record.ReceivedMs);
            writer.WriteBase64String("payload", record.Payload ?? []);
            writer.WriteEndObject();
        }
    }

    private static void Text(string name, in ByteArray text, Utf8JsonWriter writer)
    {
        if (ByteArena.IsNone(text))
        {
            writer.WriteNull(name);
        }
        else
        {
            writer.WriteString(name, ByteArena.SpanOf(text));
        }
    }
}
