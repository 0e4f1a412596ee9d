using ParquetSharp;
using ParquetSharp.Schema;
using StreamReco.Models.Events;

namespace StreamReco.Models.Lake;

/// <summary>The columns of <c>events</c>. <c>dt</c> and <c>p</c> are in the path alone: engines take them from there.</summary>
internal static class EventTable
{
    /// <summary>Name and version of the columns.</summary>
    public const string Schema = "events/1";

    private const string ItemPath = "items.list.element.";

    private static readonly string[] _deltas = ["event_time", "received_at", "offset"];
    private static readonly string[] _plain = ["event_hash"];

    public static void Write(Stream stream, EventRows rows, int[] order, FileFacts facts)
    {
        var (names, types) = (new ByteArena(), new ByteArray[EventTypes.TableLength]);
        for (var i = 0; i < types.Length; i++)
        {
            types[i] = names.Add(EventTypes.NameOf((EventType)i));
        }

        using var schema = Columns();
        LakeParquet.Write(stream, schema, _deltas, _plain, facts with { Schema = Schema }, order, group =>
        {
            var (all, items, users) = (rows.Rows, rows.Items, rows.Users);
            group.Required(i => users[all[i].User]);
            group.Optional(i => all[i].Session, ByteArenaNone);
            group.Required(i => types[(int)all[i].Type]);
            group.Required(i => all[i].EventMs * 1_000);
            group.Required(i => all[i].ReceivedMs * 1_000);
            group.Required(i => (long)all[i].Hash);
            group.Required(i => all[i].Offset);
            group.Optional(i => all[i].Query, ByteArenaNone);
            group.Optional(i => all[i].SearchId, ByteArenaNone);
            group.Optional(i => all[i].Results, results => results < 0);
            group.Optional(i => all[i].Country, ByteArenaNone);
            group.List(RangeOf, i => items[i].Id);
            group.List(RangeOf, i => items[i].Category, ByteArenaNone);
            group.List(RangeOf, i => items[i].PriceE4, price => price == Money.None);
            group.List(RangeOf, i => items[i].Quantity);
            group.List(RangeOf, i => items[i].Position, position => position == 0);

            (int, int) RangeOf(int i) => (all[i].FirstItem, all[i].ItemCount);
        });
        GC.KeepAlive(names);
    }

    public static void Read(ILakeFiles files, string path, EventRows rows) => GroupReader.Read(files, path, group =>
    {
        var (first, arena) = (rows.Count, rows.Arena);
        group.Required<ByteArray>("user_id", (_, user) => rows.Append().User = rows.Users.NumberOf(ByteArena.SpanOf(user)));
        group.Optional<ByteArray>("session_id", (i, text) => rows.Rows[first + i].Session = arena.Copy(text));
        group.Required<ByteArray>("event_type", (i, text) => rows.Rows[first + i].Type = EventRows.TypeOf(ByteArena.SpanOf(text)));
        group.Required<long>("event_time", (i, micros) => rows.Rows[first + i].EventMs = FloorToMs(micros));
        group.Required<long>("received_at", (i, micros) => rows.Rows[first + i].ReceivedMs = FloorToMs(micros));
        group.Required<long>("event_hash", (i, hash) => rows.Rows[first + i].Hash = (ulong)hash);
        group.Required<long>("offset", (i, offset) => rows.Rows[first + i].Offset = offset);
        group.Optional<ByteArray>("query", (i, text) => rows.Rows[first + i].Query = arena.Copy(text));
        group.Optional<ByteArray>("search_id", (i, text) => rows.Rows[first + i].SearchId = arena.Copy(text));
        group.Optional<int>("results", (i, results) => rows.Rows[first + i].Results = results);
        group.Optional<ByteArray>("country", (i, text) => rows.Rows[first + i].Country = arena.Copy(text));
        ReadItems(group, rows, first);
    });

    private static void ReadItems(GroupReader group, EventRows rows, int first)
    {
        var firstItem = -1;
        group.List<ByteArray>(ItemPath + "item_id", isRequired: true, (row, item, id) =>
        {
            ref var owner = ref rows.Rows[first + row];
            var at = rows.AppendItem(ref owner, rows.Arena.Copy(id));
            firstItem = firstItem < 0 ? at : firstItem;
            if (owner.ItemCount == 1)
            {
                owner.FirstItem = at;
            }
        });
        group.List<ByteArray>(ItemPath + "category", false, (_, i, text) => rows.Items[firstItem + i].Category = rows.Arena.Copy(text));
        group.List<long>(ItemPath + "price", false, (_, i, price) => rows.Items[firstItem + i].PriceE4 = price);
        group.List<int>(ItemPath + "quantity", true, (_, i, quantity) => rows.Items[firstItem + i].Quantity = quantity);
        group.List<int>(ItemPath + "position", false, (_, i, position) => rows.Items[firstItem + i].Position = position);
    }

    private static GroupNode Columns() => new(
        "schema", Repetition.Required,
        [
            LakeParquet.Text("user_id"),
            LakeParquet.Text("session_id", isRequired: false),
            LakeParquet.Text("event_type"),
            LakeParquet.Time("event_time"),
            LakeParquet.Time("received_at"),
            LakeParquet.Hash("event_hash"),
            LakeParquet.Long("offset"),
            LakeParquet.Text("query", isRequired: false),
            LakeParquet.Text("search_id", isRequired: false),
            LakeParquet.Int("results", isRequired: false),
            LakeParquet.Text("country", isRequired: false),
            LakeParquet.List(
                "items",
                LakeParquet.Text("item_id"),
                LakeParquet.Text("category", isRequired: false),
                LakeParquet.Money("price"),
                LakeParquet.Int("quantity"),
                LakeParquet.Int("position", isRequired: false)),
        ]);

    private static bool ByteArenaNone(ByteArray text) => ByteArena.IsNone(text);

    private static long FloorToMs(long micros) => micros >= 0 ? micros / 1_000 : (micros - 999) / 1_000;
}
