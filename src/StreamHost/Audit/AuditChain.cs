using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace StreamReco.StreamHost.Audit;

/// <summary>The form of the records: JSON in one order of fields, each with the SHA-256 of the bytes of the one before.</summary>
internal static class AuditChain
{
    /// <summary>What stands in the place of the record before the first.</summary>
    public const string Root = "0000000000000000000000000000000000000000000000000000000000000000";

    private const int Version = 1;
    private const string TimeForm = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>The next record.</summary>
    /// <param name="before">Where the trail ends.</param>
    /// <param name="entry">What was done.</param>
    /// <param name="person">Keyed hash of the entry's user; empty for nobody.</param>
    public static StoredAudit Next(AuditHead before, AuditEntry entry, string person)
    {
        var output = new ArrayBufferWriter<byte>(512);
        var seq = before.Seq + 1;
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            writer.WriteNumber("v", Version);
            writer.WriteNumber("seq", seq);
            writer.WriteString("id", entry.Id);
            writer.WriteString("at", entry.At.UtcDateTime.ToString(TimeForm, CultureInfo.InvariantCulture));
            writer.WriteString("node", entry.Node);
            writer.WriteString("who", entry.Who);
            writer.WriteString("by", entry.By);
            writer.WriteString("from", entry.From);
            writer.WriteString("what", entry.What);
            writer.WriteString("about", entry.About);
            writer.WriteString("person", person);
            writer.WriteString("outcome", entry.Outcome);
            writer.WriteNumber("times", entry.Times);
            writer.WriteString("prev", before.Hash);
            writer.WriteEndObject();
        }

        var body = Encoding.UTF8.GetString(output.WrittenSpan);
        return new StoredAudit(seq, entry.At.ToUnixTimeMilliseconds(), person, body, HashOf(body));
    }

    /// <summary>SHA-256 of a record's text in UTF-8, in lower-case hexadecimal digits.</summary>
    public static string HashOf(string body) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));

    /// <summary>Reads a record.</summary>
    /// <exception cref="FormatException">The text is no record.</exception>
    public static AuditRecord Read(StoredAudit stored)
    {
        try
        {
            using var json = JsonDocument.Parse(stored.Body);
            var root = json.RootElement;
            return new AuditRecord(
                root.GetProperty("seq").GetInt64(), Text(root, "id"), root.GetProperty("at").GetDateTimeOffset(), Text(root, "node"),
                Text(root, "who"), Text(root, "by"), Text(root, "from"), Text(root, "what"), Text(root, "about"), Text(root, "person"),
                Text(root, "outcome"), root.GetProperty("times").GetInt32(), Text(root, "prev"), stored.Hash);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"Record {stored.Seq} of the audit trail cannot be read: {e.Message}", e);
        }
    }

    private static string Text(in JsonElement root, string name) => root.GetProperty(name).GetString() ?? "";
}
