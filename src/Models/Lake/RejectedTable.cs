using ParquetSharp;
using ParquetSharp.Schema;

namespace StreamReco.Models.Lake;

/// <summary>The columns of <c>rejected</c>.</summary>
internal static class RejectedTable
{
    /// <summary>Name and version of the columns.</summary>
    public const string Schema = "rejected/1";

    private const string HeaderPath = "headers.list.element.";

    private static readonly string[] _deltas = ["received_at", "offset"];
    private static readonly string[] _plain = ["payload"];

    public static void Write(Stream stream, RejectedRows rows, int[] order, FileFacts facts)
    {
        using var schema = Columns();
        LakeParquet.Write(stream, schema, _deltas, _plain, facts with { Schema = Schema }, order, group =>
        {
            var (all, headers, users) = (rows.Rows, rows.Headers, rows.Users);
            group.Optional(i => users[all[i].User], IsNone);
            group.Required(i => all[i].Reason);
            group.Required(i => all[i].ReceivedMs * 1_000);
            group.Required(i => all[i].Offset);
            group.Optional(i => all[i].Key, IsNone);
            group.Optional(i => all[i].Payload, IsNone);
            group.List(RangeOf, i => headers[i].Name);
            group.List(RangeOf, i => headers[i].Value);

            (int, int) RangeOf(int i) => (all[i].FirstHeader, all[i].HeaderCount);
        });
    }

    public static void Read(ILakeFiles files, string path, RejectedRows rows) => GroupReader.Read(files, path, group =>
    {
        var (first, arena, firstHeader) = (rows.Count, rows.Arena, -1);
        group.Required<ByteArray>("reason", (_, text) => rows.Append().Reason = arena.Copy(text));
        group.Optional<ByteArray>("user_id", (i, user) => rows.Rows[first + i].User = rows.Users.NumberOf(ByteArena.SpanOf(user)));
        group.Required<long>("received_at", (i, micros) => rows.Rows[first + i].ReceivedMs = micros / 1_000);
        group.Required<long>("offset", (i, offset) => rows.Rows[first + i].Offset = offset);
        group.Optional<ByteArray>("key", (i, bytes) => rows.Rows[first + i].Key = arena.Copy(bytes));
        group.Optional<ByteArray>("payload", (i, bytes) => rows.Rows[first + i].Payload = arena.Copy(bytes));
        group.List<ByteArray>(HeaderPath + "name", isRequired: true, (row, _, name) =>
        {
            var at = rows.AppendHeader(ref rows.Rows[first + row], arena.Copy(name));
            firstHeader = firstHeader < 0 ? at : firstHeader;
        });
        group.List<ByteArray>(
            HeaderPath + "value", isRequired: true, (_, i, value) => rows.Headers[firstHeader + i].Value = arena.Copy(value));
    });

    private static GroupNode Columns() => new(
        "schema", Repetition.Required,
        [
            LakeParquet.Text("user_id", isRequired: false),
            LakeParquet.Text("reason"),
            LakeParquet.Time("received_at"),
            LakeParquet.Long("offset"),
            LakeParquet.Bytes("key", isRequired: false),
            LakeParquet.Bytes("payload", isRequired: false),
            LakeParquet.List("headers", LakeParquet.Text("name"), LakeParquet.Bytes("value")),
        ]);

    private static bool IsNone(ByteArray bytes) => ByteArena.IsNone(bytes);
}
