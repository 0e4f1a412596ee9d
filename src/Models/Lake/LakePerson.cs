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
                    Write(file, partition, IsTheirs, names, writer);
                }
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();

        Predicate<int> IsTheirs(UserIndex index) => users.Select(user => index.NumberOf(user)).ToHashSet().Contains;
    }

    private void Write(
        LakeFile file, int partition, Func<UserIndex, Predicate<int>> isTheirs, Func<StoredRecord, bool> names, Utf8JsonWriter writer)
    {
        var rows = LakeTables.RowsOf(file.Table);
        rows.Read(lake.Files, file.Path);
        switch (rows)
        {
            case EventRows events:
                Write(events.Rows.AsSpan(0, events.Count), isTheirs(events.Users), row => Write(events, row, partition, writer), writer);
                break;
            case AnswerRows answers:
                Write(answers.Rows.AsSpan(0, answers.Count), isTheirs(answers.Users), row => Write(answers, row, partition, writer), writer);
                break;
            case OutcomeRows outcomes:
                Write(outcomes.Rows.AsSpan(0, outcomes.Count), isTheirs(outcomes.Users), row => Write(outcomes, row, writer), writer);
                break;
            case RejectedRows rejected:
                Write(rejected, partition, isTheirs(rejected.Users), names, writer);
                break;
        }
    }

    /// <summary>Writes an object for each row of the user, whose number says it.</summary>
    private static void Write<T>(ReadOnlySpan<T> rows, Predicate<int> isTheirs, Action<T> writeFields, Utf8JsonWriter writer)
        where T : struct, ILakeRow
    {
        foreach (ref readonly var row in rows)
        {
            if (isTheirs(row.User))
            {
                writer.WriteStartObject();
                writeFields(row);
                writer.WriteEndObject();
            }
        }
    }

    private static void Write(EventRows rows, in EventRow row, int partition, Utf8JsonWriter writer)
    {
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

    private static void Write(AnswerRows rows, in AnswerRow row, int partition, Utf8JsonWriter writer)
    {
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

    private static void Write(OutcomeRows rows, in OutcomeRow row, Utf8JsonWriter writer)
    {
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
    }

    private static void Write(RejectedRows rows, int partition, Predicate<int> isTheirs, Func<StoredRecord, bool> names, Utf8JsonWriter writer)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            var (record, reason) = rows.Restore(i);
            if (!isTheirs(rows.Rows[i].User) && !names(record))
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
