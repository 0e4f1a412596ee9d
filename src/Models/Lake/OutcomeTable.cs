using ParquetSharp;
using ParquetSharp.Schema;

namespace StreamReco.Models.Lake;

/// <summary>The columns of <c>outcomes</c>.</summary>
internal static class OutcomeTable
{
    /// <summary>Name and version of the columns.</summary>
    public const string Schema = "outcomes/1";

    private const string ItemPath = "items.list.element.";

    private static readonly string[] _deltas = ["as_of", "seen_to", "answer_offset"];
    private static readonly string[] _plain = ["recommendation_id"];

    public static void Write(Stream stream, OutcomeRows rows, int[] order, FileFacts facts)
    {
        var (words, labels) = (new ByteArena(), new ByteArray[Enum.GetValues<OutcomeLabel>().Length]);
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = words.Add(OutcomeRows.NameOf((OutcomeLabel)i));
        }

        using var schema = Columns();
        LakeParquet.Write(stream, schema, _deltas, _plain, facts with { Schema = Schema }, order, group =>
        {
            var (all, items, users) = (rows.Rows, rows.Items, rows.Users);
            group.Required(i => users[all[i].User]);
            group.Required(i => all[i].Id);
            group.Required(i => all[i].Version);
            group.Required(i => all[i].AsOfMs * 1_000);
            group.Required(i => all[i].SeenToMs * 1_000);
            group.Required(i => all[i].HorizonMs);
            group.Required(i => all[i].Model);
            group.Required(i => all[i].ModelVersion);
            group.Required(i => all[i].Variant);
            group.Required(i => all[i].AnswerPartition);
            group.Required(i => all[i].AnswerOffset);
            group.List(RangeOf, i => items[i].Id);
            group.List(RangeOf, i => items[i].Position);
            group.List(RangeOf, i => items[i].Source, ByteArenaNone);
            group.List(RangeOf, i => labels[(int)items[i].Outcome.Label]);
            group.List(RangeOf, i => items[i].Outcome.Offset < 0 ? long.MinValue : items[i].Outcome.EventMs * 1_000, time => time == long.MinValue);
            group.List(RangeOf, i => items[i].Outcome.Offset < 0 ? -1 : items[i].Outcome.Partition, partition => partition < 0);
            group.List(RangeOf, i => items[i].Outcome.Offset, offset => offset < 0);
            group.List(RangeOf, i => items[i].Outcome.IsNewest);

            (int, int) RangeOf(int i) => (all[i].FirstItem, all[i].ItemCount);
        });
        GC.KeepAlive(words);
    }

    public static void Read(ILakeFiles files, string path, OutcomeRows rows) => GroupReader.Read(files, path, group =>
    {
        var (first, arena) = (rows.Count, rows.Arena);
        group.Required<ByteArray>("user_id", (_, user) => rows.Append().User = rows.Users.NumberOf(ByteArena.SpanOf(user)));
        group.Required<ByteArray>("recommendation_id", (i, text) => rows.Rows[first + i].Id = arena.Copy(text));
        group.Required<int>("version", (i, number) => rows.Rows[first + i].Version = number);
        group.Required<long>("as_of", (i, micros) => rows.Rows[first + i].AsOfMs = FloorToMs(micros));
        group.Required<long>("seen_to", (i, micros) => rows.Rows[first + i].SeenToMs = FloorToMs(micros));
        group.Required<long>("horizon_ms", (i, number) => rows.Rows[first + i].HorizonMs = number);
        group.Required<ByteArray>("model", (i, text) => rows.Rows[first + i].Model = arena.Copy(text));
        group.Required<ByteArray>("model_version", (i, text) => rows.Rows[first + i].ModelVersion = arena.Copy(text));
        group.Required<ByteArray>("variant", (i, text) => rows.Rows[first + i].Variant = arena.Copy(text));
        group.Required<int>("answer_partition", (i, number) => rows.Rows[first + i].AnswerPartition = number);
        group.Required<long>("answer_offset", (i, number) => rows.Rows[first + i].AnswerOffset = number);
        ReadItems(group, rows, first);
    });

    private static void ReadItems(GroupReader group, OutcomeRows rows, int first)
    {
        var (firstItem, arena) = (-1, rows.Arena);
        group.List<ByteArray>(ItemPath + "item_id", isRequired: true, (row, _, id) =>
        {
            var at = rows.AppendItem(ref rows.Rows[first + row], arena.Copy(id));
            firstItem = firstItem < 0 ? at : firstItem;
        });
        group.List<int>(ItemPath + "position", true, (_, i, number) => rows.Items[firstItem + i].Position = number);
        group.List<ByteArray>(ItemPath + "source", false, (_, i, text) => rows.Items[firstItem + i].Source = arena.Copy(text));
        group.List<ByteArray>(
            ItemPath + "label", true, (_, i, word) => Change(rows, firstItem + i, one => one with { Label = OutcomeRows.LabelOf(ByteArena.SpanOf(word)) }));
        group.List<long>(ItemPath + "event_time", false, (_, i, micros) => Change(rows, firstItem + i, one => one with { EventMs = FloorToMs(micros) }));
        group.List<int>(ItemPath + "event_partition", false, (_, i, number) => Change(rows, firstItem + i, one => one with { Partition = number }));
        group.List<long>(ItemPath + "event_offset", false, (_, i, number) => Change(rows, firstItem + i, one => one with { Offset = number }));
        group.List<bool>(ItemPath + "is_newest", true, (_, i, yes) => Change(rows, firstItem + i, one => one with { IsNewest = yes }));
    }

    private static void Change(OutcomeRows rows, int item, Func<ItemOutcome, ItemOutcome> change) =>
        rows.Items[item].Outcome = change(rows.Items[item].Outcome);

    private static GroupNode Columns() => new(
        "schema", Repetition.Required,
        [
            LakeParquet.Text("user_id"),
            LakeParquet.Text("recommendation_id"),
            LakeParquet.Int("version"),
            LakeParquet.Time("as_of"),
            LakeParquet.Time("seen_to"),
            LakeParquet.Long("horizon_ms"),
            LakeParquet.Text("model"),
            LakeParquet.Text("model_version"),
            LakeParquet.Text("variant"),
            LakeParquet.Int("answer_partition"),
            LakeParquet.Long("answer_offset"),
            LakeParquet.List(
                "items",
                LakeParquet.Text("item_id"),
                LakeParquet.Int("position"),
                LakeParquet.Text("source", isRequired: false),
                LakeParquet.Text("label"),
                LakeParquet.Time("event_time", isRequired: false),
                LakeParquet.Int("event_partition", isRequired: false),
                LakeParquet.Long("event_offset", isRequired: false),
                LakeParquet.Flag("is_newest")),
        ]);

    private static bool ByteArenaNone(ByteArray bytes) => ByteArena.IsNone(bytes);

    private static long FloorToMs(long micros) => micros >= 0 ? micros / 1_000 : (micros - 999) / 1_000;
}
