using ParquetSharp;
using ParquetSharp.Schema;

namespace StreamReco.Models.Lake;

/// <summary>The columns of <c>answers</c>.</summary>
internal static class AnswerTable
{
    /// <summary>Name and version of the columns.</summary>
    public const string Schema = "answers/1";

    private const string ItemPath = "items.list.element.";

    private static readonly string[] _deltas = ["as_of", "emitted_at", "origin_offset", "offset"];
    private static readonly string[] _plain = ["recommendation_id"];

    public static void Write(Stream stream, AnswerRows rows, int[] order, FileFacts facts)
    {
        using var schema = Columns();
        LakeParquet.Write(stream, schema, _deltas, _plain, facts with { Schema = Schema }, order, group =>
        {
            var (all, items, users) = (rows.Rows, rows.Items, rows.Users);
            group.Required(i => users[all[i].User]);
            group.Required(i => all[i].Id);
            group.Optional(i => all[i].Session, IsNone);
            group.Required(i => all[i].AsOfMs * 1_000);
            group.Required(i => all[i].EmittedMs * 1_000);
            group.Required(i => all[i].Model);
            group.Required(i => all[i].ModelVersion);
            group.Required(i => all[i].Variant);
            group.Required(i => all[i].OriginPartition);
            group.Required(i => all[i].OriginOffset);
            group.Required(i => all[i].Offset);
            group.List(RangeOf, i => items[i].Id);
            group.List(RangeOf, i => items[i].Rank);
            group.List(RangeOf, i => items[i].Score);
            group.List(RangeOf, i => items[i].Reason);
            group.List(RangeOf, i => items[i].Source, IsNone);

            (int, int) RangeOf(int i) => (all[i].FirstItem, all[i].ItemCount);
        });
    }

    public static void Read(ILakeFiles files, string path, AnswerRows rows) => GroupReader.Read(files, path, group =>
    {
        var (first, arena) = (rows.Count, rows.Arena);
        group.Required<ByteArray>("user_id", (_, user) => rows.Append().User = rows.Users.NumberOf(ByteArena.SpanOf(user)));
        group.Required<ByteArray>("recommendation_id", (i, text) => rows.Rows[first + i].Id = arena.Copy(text));
        group.Optional<ByteArray>("session_id", (i, text) => rows.Rows[first + i].Session = arena.Copy(text));
        group.Required<long>("as_of", (i, micros) => rows.Rows[first + i].AsOfMs = micros / 1_000);
        group.Required<long>("emitted_at", (i, micros) => rows.Rows[first + i].EmittedMs = micros / 1_000);
        group.Required<ByteArray>("model", (i, text) => rows.Rows[first + i].Model = arena.Copy(text));
        group.Required<ByteArray>("model_version", (i, text) => rows.Rows[first + i].ModelVersion = arena.Copy(text));
        group.Required<ByteArray>("variant", (i, text) => rows.Rows[first + i].Variant = arena.Copy(text));
        group.Required<int>("origin_partition", (i, number) => rows.Rows[first + i].OriginPartition = number);
        group.Required<long>("origin_offset", (i, number) => rows.Rows[first + i].OriginOffset = number);
        group.Required<long>("offset", (i, number) => rows.Rows[first + i].Offset = number);
        var firstItem = -1;
        group.List<ByteArray>(ItemPath + "item_id", isRequired: true, (row, _, id) =>
        {
            var at = rows.AppendItem(ref rows.Rows[first + row], arena.Copy(id));
            firstItem = firstItem < 0 ? at : firstItem;
        });
        group.List<int>(ItemPath + "rank", true, (_, i, rank) => rows.Items[firstItem + i].Rank = rank);
        group.List<float>(ItemPath + "score", true, (_, i, score) => rows.Items[firstItem + i].Score = score);
        group.List<ByteArray>(ItemPath + "reason", true, (_, i, text) => rows.Items[firstItem + i].Reason = arena.Copy(text));
        group.List<ByteArray>(ItemPath + "source", false, (_, i, text) => rows.Items[firstItem + i].Source = arena.Copy(text));
    });

    private static GroupNode Columns() => new(
        "schema", Repetition.Required,
        [
            LakeParquet.Text("user_id"),
            LakeParquet.Text("recommendation_id"),
            LakeParquet.Text("session_id", isRequired: false),
            LakeParquet.Time("as_of"),
            LakeParquet.Time("emitted_at"),
            LakeParquet.Text("model"),
            LakeParquet.Text("model_version"),
            LakeParquet.Text("variant"),
            LakeParquet.Int("origin_partition"),
            LakeParquet.Long("origin_offset"),
            LakeParquet.Long("offset"),
            LakeParquet.List(
                "items",
                LakeParquet.Text("item_id"),
                LakeParquet.Int("rank"),
                LakeParquet.Real("score"),
                LakeParquet.Text("reason"),
                LakeParquet.Text("source", isRequired: false)),
        ]);

    private static bool IsNone(ByteArray bytes) => ByteArena.IsNone(bytes);
}
