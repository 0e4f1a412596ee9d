using System.Text;
using FsCheck;
using FsCheck.Fluent;
using StreamReco.Models.Binary;
using StreamReco.Models.Events;
using StreamReco.Models.Users;

namespace StreamReco.Models.Tests.Users;

public sealed class RecentItemsTests
{
    [Fact]
    public void Newest_first_is_by_event_time_and_then_by_applied_order_of_what_is_kept() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(), ArbMap.Default.ArbFor<byte>(), (times, length) =>
        {
            var recent = new RecentItems(7);
            for (var i = 0; i < times.Length; i++)
            {
                recent.Add(Item($"{i}", times[i] % 10));
            }

            var expected = times
                .Select((time, i) => (Time: time % 10, Place: i))
                .TakeLast(7)
                .OrderByDescending(item => item.Time)
                .ThenByDescending(item => item.Place)
                .Select(item => $"{item.Place}")
                .Take(length % 9);
            var target = new RecentItem[length % 9];
            var count = recent.CopyNewestFirst(target);
            target.Take(count).Select(item => item.ItemId).ShouldBe(expected);
            recent.Dropped.ShouldBe(Math.Max(0, times.Length - 7));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_ring_keeps_the_last_in_applied_order()
    {
        var recent = new RecentItems(5);
        for (var i = 0; i < 12; i++)
        {
            recent.Add(Item($"{i}", -i));
            Enumerable.Range(0, recent.Count).Select(k => recent[k].ItemId)
                .ShouldBe(Enumerable.Range(Math.Max(0, i - 4), Math.Min(i + 1, 5)).Select(k => $"{k}"));
        }
    }

    /// <summary>Histories that are read from their bytes, looked at now and then, and go on, against ones that were never stored.</summary>
    [Fact]
    public void A_history_in_its_durable_form_goes_on_as_one_that_was_never_stored() => Prop.ForAll(
        ArbMap.Default.ArbFor<PositiveInt>(), seed =>
        {
            var random = new Random(seed.Get);
            var (capacity, baseMs) = (random.Next(1, 9), random.Next(-50, 50));
            RecentItems plain = new(capacity), stored = new(capacity);
            for (var step = 0; step < 60; step++)
            {
                var item = Item($"{(random.Next(4) == 0 ? "ü" : "i")}{random.Next(20)}", random.Next(-1_000, 1_000_000));
                plain.Add(item);
                stored.Add(item);
                if (random.Next(10) == 0)
                {
                    RecentItems others = new(capacity);
                    others.Add(Item($"o{random.Next(5)}", random.Next(0, 1_000_000)));
                    plain.Unite(others);
                    stored.Unite(Again(others, capacity, baseMs));
                }

                if (random.Next(3) == 0)
                {
                    stored = Again(stored, capacity, baseMs);
                }

                if (random.Next(4) == 0)
                {
                    Text(stored).ShouldBe(Text(plain));
                }

                Bytes(stored, baseMs).ShouldBe(Bytes(plain, baseMs));
                (stored.Count, stored.Dropped).ShouldBe((plain.Count, plain.Dropped));
            }

            Text(stored).ShouldBe(Text(plain));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Of_a_stored_history_that_is_longer_the_newest_stay()
    {
        var older = new RecentItems(9);
        for (var i = 0; i < 9; i++)
        {
            older.Add(Item($"{i}", i));
        }

        var read = Again(older, capacity: 4, baseMs: 0);
        Text(read).ShouldBe("5@5/53 6@6/54 7@7/55 8@8/56");
        read.Dropped.ShouldBe(5);
    }

    [Fact]
    public void An_interaction_of_no_type_is_refused_when_the_bytes_are_read()
    {
        var recent = new RecentItems(3);
        recent.Add(Item("a", 5));
        var bytes = Bytes(recent, 0);
        bytes[^1] = 99;
        Should.Throw<InvalidDataException>(() => Read(bytes, 1, capacity: 3, baseMs: 0));
    }

    private static RecentItems Again(RecentItems recent, int capacity, long baseMs)
    {
        var read = Read(Bytes(recent, baseMs), recent.Count, capacity, baseMs);
        read.Restore(recent.Dropped + read.Dropped);
        return read;
    }

    private static RecentItems Read(byte[] bytes, int count, int capacity, long baseMs)
    {
        var read = new RecentItems(capacity);
        var reader = new StateReader(bytes);
        read.ReadPacked(ref reader, count, baseMs, default, new PlainItems());
        reader.AtEnd.ShouldBeTrue();
        return read;
    }

    private static byte[] Bytes(RecentItems recent, long baseMs)
    {
        var bytes = new byte[recent.BytesMax()];
        var writer = new SpanWriter(bytes);
        recent.Write(ref writer, baseMs);
        return bytes[..writer.Written];
    }

    private static string Text(RecentItems recent) =>
        string.Join(' ', Enumerable.Range(0, recent.Count).Select(i => $"{recent[i].ItemId}@{recent[i].TimeMs}/{recent[i].Index}"));

    private sealed class PlainItems : IHistoryItems
    {
        public (string Id, int Index) ItemOf(ReadOnlySpan<byte> utf8) => (Encoding.UTF8.GetString(utf8), RowOf(Encoding.UTF8.GetString(utf8)));
    }

    private static RecentItem Item(string id, long timeMs) => new(id, timeMs, EventType.ViewItem, RowOf(id));

    private static int RowOf(string id) => id.Length * id[^1];
}
