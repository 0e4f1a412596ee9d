using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using StreamReco.Models.Simulation;

namespace StreamReco.Models.Tests.Simulation;

public sealed class ShopSimulatorTests
{
    private static readonly ShopSimulatorOptions _busy = new() { Users = 500, Items = 300, Categories = 6, EventsPerDay = 20_000 };
    private static readonly Lazy<SimulatedRecord[]> _records = new(() => [.. new ShopSimulator(_busy).Run().Take(60_000)]);

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        static string Bytes(int seed) => Convert.ToHexString(
            [.. new ShopSimulator(_busy with { Seed = seed }).Run().Take(3_000).SelectMany(r => r.Payload)]);

        Bytes(7).ShouldBe(Bytes(7));
        Bytes(8).ShouldNotBe(Bytes(7));
    }

    [Fact]
    public void Running_twice_from_one_simulator_gives_the_same_stream()
    {
        var shop = new ShopSimulator(_busy);

        shop.Run().Take(500).Select(r => Text(r)).ShouldBe(shop.Run().Take(500).Select(r => Text(r)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4_321)]
    [InlineData(30_000)]
    public void When_a_record_arrives_is_known_without_writing_one(int index) =>
        new ShopSimulator(_busy).TimeOf(index).ShouldBe(_records.Value[index].TimeMs);

    [Fact]
    public void Arrival_times_never_fall_and_good_events_are_in_event_time_order()
    {
        Rising(_records.Value.Select(r => r.TimeMs));
        Rising(_records.Value.Where(r => r.Kind == SimulatedKind.Event).Select(r => TimeOf(r)));
        _records.Value.Where(r => r.Kind == SimulatedKind.Event).ShouldAllBe(r => TimeOf(r) == r.TimeMs);
    }

    [Fact]
    public void Shares_of_broken_repeated_and_late_records_are_those_of_the_settings()
    {
        Share(_records.Value, r => r.IsMalformed).ShouldBe(0.005, 0.001);
        Share(_records.Value, r => r.Kind == SimulatedKind.Duplicate).ShouldBe(0.01, 0.0015);
        Share(_records.Value, r => r.Kind is SimulatedKind.LateWithin or SimulatedKind.LateBeyond).ShouldBe(0.005, 0.001);
        _records.Value.Select(r => r.Kind).Distinct().Count().ShouldBe(Enum.GetValues<SimulatedKind>().Length);
    }

    [Fact]
    public void Without_accidents_every_record_is_a_good_event()
    {
        var options = _busy with { MalformedShare = 0, DuplicateShare = 0, LateShare = 0 };

        new ShopSimulator(options).Run().Take(5_000).ShouldAllBe(r => r.Kind == SimulatedKind.Event);
    }

    [Fact]
    public void A_duplicate_has_the_bytes_of_an_event_that_came_seconds_before()
    {
        var seen = new Dictionary<string, long>();
        foreach (var record in _records.Value)
        {
            if (record.Kind == SimulatedKind.Event)
            {
                seen.Add(Text(record), record.TimeMs);
            }
            else if (record.Kind == SimulatedKind.Duplicate)
            {
                (record.TimeMs - seen[Text(record)]).ShouldBeInRange(1, 20_000);
            }
        }
    }

    [Fact]
    public void Late_events_arrive_on_their_side_of_the_allowed_lateness()
    {
        long[] Delays(SimulatedKind kind) =>
            [.. _records.Value.Where(r => r.Kind == kind).Select(r => r.TimeMs - TimeOf(r))];

        Delays(SimulatedKind.LateWithin).ShouldAllBe(ms => ms > 60_000 && ms < _busy.AllowedLatenessMs);
        Delays(SimulatedKind.LateBeyond).ShouldAllBe(ms => ms >= _busy.AllowedLatenessMs + 3_600_000);
    }

    [Fact]
    public void Each_broken_record_is_broken_in_its_own_way()
    {
        foreach (var record in _records.Value.Where(r => r.IsMalformed))
        {
            IsBrokenAsSaid(record).ShouldBeTrue($"{record.Kind}: {Text(record)}");
        }
    }

    [Fact]
    public void Every_event_has_an_id_of_its_own_and_names_items_of_the_catalog()
    {
        var items = new ShopSimulator(_busy).Catalog.Select(i => i.ItemId).ToHashSet();
        var events = _records.Value.Where(r => r.Kind == SimulatedKind.Event).Select(Root).ToArray();

        events.Select(e => e.GetProperty("event_id").GetString()).Distinct().Count().ShouldBe(events.Length);
        events.SelectMany(ItemsOf).ShouldAllBe(item => items.Contains(item));
    }

    [Fact]
    public void The_catalog_is_in_plain_words_without_repeats()
    {
        var catalog = new ShopSimulator(new ShopSimulatorOptions { Items = 12_000, Categories = 40 }).Catalog;

        catalog[0].Name.ShouldBe("Merino scarf, grey");
        catalog.Select(i => (i.Category, i.Name)).Distinct().Count().ShouldBe(12_000);
        catalog.Select(i => i.Category).Distinct().Count().ShouldBe(40);
        catalog.ShouldAllBe(i => i.Price > 0 && i.Brand != null);
    }

    [Fact]
    public void Popularity_is_like_Zipfs_law_few_items_have_most_of_the_views_and_nearly_all_have_some()
    {
        var counts = Views().CountBy(item => item).Select(c => c.Value).OrderDescending().ToArray();
        var top = counts.Take(counts.Length / 10).Sum() / (double)counts.Sum();

        top.ShouldBeInRange(0.3, 0.75);
        counts.Length.ShouldBeGreaterThan(270);
        (counts[0] / (double)counts[99]).ShouldBeGreaterThan(8);
    }

    [Fact]
    public void Popularity_drifts_from_day_to_day()
    {
        var options = _busy with { DriftPerDay = 0.5 };
        string[] Top(int skip) =>
        [
            .. new ShopSimulator(options).Run().Skip(skip).Take(20_000).Where(r => r.Kind == SimulatedKind.Event)
                .SelectMany(r => ItemsOf(Root(r))).CountBy(i => i).OrderByDescending(c => c.Value).Take(20).Select(c => c.Key),
        ];

        Top(0).Intersect(Top(140_000)).Count().ShouldBeLessThan(15);
    }

    [Fact]
    public void What_is_viewed_next_can_be_learned_from_what_was_viewed_before()
    {
        var pairs = ConsecutiveViews().ToArray();
        var half = pairs.Length / 2;
        var best = pairs.Take(half).GroupBy(p => p.From)
            .ToDictionary(g => g.Key, g => g.CountBy(p => p.To).MaxBy(c => c.Value).Key);
        var hits = pairs.Skip(half).Count(p => best.TryGetValue(p.From, out var to) && to == p.To);
        var popular = pairs.Take(half).CountBy(p => p.To).MaxBy(c => c.Value).Key;
        var popularHits = pairs.Skip(half).Count(p => p.To == popular);

        (hits / (double)half).ShouldBeGreaterThan(0.25);
        hits.ShouldBeGreaterThan(3 * popularHits);
    }

    [Fact]
    public void Visitors_come_back_and_buy_less_often_than_they_look()
    {
        var events = _records.Value.Where(r => r.Kind == SimulatedKind.Event).Select(Root).ToArray();
        var byType = events.CountBy(e => e.GetProperty("event_type").GetString()!).ToDictionary();
        var sessions = events.Select(e => (User: e.GetProperty("user_id").GetString()!, e.GetProperty("session_id").GetString()))
            .Distinct().CountBy(s => s.User).ToArray();

        sessions.Count(s => s.Value > 1).ShouldBeGreaterThan(sessions.Length / 2);
        byType["view_item"].ShouldBeGreaterThan(5 * byType["add_to_cart"]);
        byType["add_to_cart"].ShouldBeGreaterThan(byType["purchase"]);
        byType.Keys.ShouldBe(
            ["view_item", "add_to_cart", "purchase", "search", "view_home", "remove_from_cart"], ignoreOrder: true);
    }

    [Fact]
    public void About_as_many_events_come_in_a_day_as_the_setting_says() =>
        _records.Value.Count(r => r.TimeMs < _busy.StartMs + 2 * 86_400_000L).ShouldBeInRange(34_000, 46_000);

    [Fact]
    public void Any_small_shop_runs() =>
        Prop.ForAll(
            Gen.Choose(1, 60).Two().Select(p => _busy with { Seed = p.Item1 * 61 + p.Item2, Users = p.Item1, Items = p.Item2, Categories = Math.Min(p.Item2, p.Item1) })
                .ToArbitrary(),
            options => new ShopSimulator(options).Run().Take(200).Count() == 200).QuickCheckThrowOnFailure();

    [Fact]
    public void An_option_out_of_range_is_named() =>
        Should.Throw<ArgumentException>(() => new ShopSimulator(_busy with { Categories = 61 })).Message.ShouldContain("Categories is 61");

    private static void Rising(IEnumerable<long> times) => times.Aggregate(long.MinValue, (last, now) =>
    {
        now.ShouldBeGreaterThanOrEqualTo(last);
        return now;
    });

    private static double Share(SimulatedRecord[] records, Func<SimulatedRecord, bool> which) =>
        records.Count(which) / (double)records.Length;

    private static IEnumerable<string> Views() => _records.Value.Where(r => r.Kind == SimulatedKind.Event).Select(Root)
        .Where(e => e.GetProperty("event_type").ValueEquals("view_item")).SelectMany(ItemsOf);

    private static IEnumerable<(string From, string To)> ConsecutiveViews()
    {
        var last = new Dictionary<string, string>();
        foreach (var e in _records.Value.Where(r => r.Kind == SimulatedKind.Event).Select(Root)
            .Where(e => e.GetProperty("event_type").ValueEquals("view_item")))
        {
            var session = e.GetProperty("session_id").GetString()!;
            var item = ItemsOf(e).Single();
            if (last.TryGetValue(session, out var from))
            {
                yield return (from, item);
            }

            last[session] = item;
        }
    }

    private static bool IsBrokenAsSaid(SimulatedRecord record)
    {
        switch (record.Kind)
        {
            case SimulatedKind.BrokenJson:
                return Should.Throw<Exception>(() => Root(record)) is JsonException;
            case SimulatedKind.BadUtf8:
                return Should.Throw<Exception>(() => Root(record).GetProperty("user_id").GetString()) is InvalidOperationException;
            case SimulatedKind.MissingField:
                return !Root(record).TryGetProperty("user_id", out _);
            case SimulatedKind.WrongType:
                return Root(record).GetProperty("event_type").ValueKind == JsonValueKind.Array;
            case SimulatedKind.FutureTimestamp:
                return TimeOf(record) > record.TimeMs + 86_400_000;
            default:
                return record.Kind == SimulatedKind.AncientTimestamp && TimeOf(record) < 32_503_680_000;
        }
    }

    private static JsonElement Root(SimulatedRecord record) => JsonDocument.Parse(record.Payload).RootElement;

    private static IEnumerable<string> ItemsOf(JsonElement root) => root.TryGetProperty("items", out var items)
        ? items.EnumerateArray().Select(i => i.GetProperty("item_id").GetString()!)
        : [];

    private static long TimeOf(SimulatedRecord record) => Root(record).GetProperty("timestamp").GetInt64();

    private static string Text(SimulatedRecord record) => Encoding.Latin1.GetString(record.Payload);
}
