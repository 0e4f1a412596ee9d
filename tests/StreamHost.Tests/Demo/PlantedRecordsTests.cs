using System.Text.Json;
using StreamReco.Models.Simulation;
using StreamReco.StreamHost.Demo;

namespace StreamReco.StreamHost.Tests.Demo;

public sealed class PlantedRecordsTests
{
    private const int Played = 8_000;
    private const long FaultMs = 20 * 60_000;

    private readonly ShopSimulator _shop = new(new ShopSimulatorOptions { Seed = 4 });

    [Fact]
    public void The_shop_s_records_stay_in_their_order_and_only_prices_change()
    {
        var shop = Shop().ToList();

        var woven = Woven().ToList();

        var kept = woven.Where(record => record.Plant is Plant.None or Plant.WrongPrice).ToList();
        kept.Select(record => (record.Key, record.TimestampMs)).ShouldBe(shop.Select(record => (record.Key, record.TimestampMs)));
        kept.Zip(shop, (one, own) => (Record: one, Own: own)).Where(pair => pair.Record.Plant == Plant.None)
            .ShouldAllBe(pair => Enumerable.SequenceEqual(pair.Record.Payload, pair.Own.Payload));
        woven.Select(record => record.TimestampMs!.Value).ShouldBeInOrder();
        woven.Count.ShouldBe(Played + new PlantedRecords(_shop.Catalog, FaultMs).Added);
    }

    [Fact]
    public void For_a_while_the_prices_of_one_source_are_a_hundred_times_too_high_and_above_what_the_rule_allows()
    {
        var max = PlantPolicies.Rules(_shop.Catalog, 60).Rules[0].Max!.Value;
        var woven = Woven().ToList();

        var wrong = woven.Where(record => record.Plant == Plant.WrongPrice).ToList();
        wrong.Count.ShouldBeGreaterThan(100);
        wrong.ShouldAllBe(record => record.Source == PlantedRecords.FaultySource);
        (wrong[^1].TimestampMs - wrong[0].TimestampMs).ShouldNotBeNull().ShouldBeLessThan(FaultMs);
        wrong.SelectMany(Prices).ShouldAllBe(price => price > max);
        woven.Where(record => record.Plant == Plant.None).SelectMany(Prices).ShouldAllBe(price => price <= max);
    }

    [Fact]
    public void A_visitor_looks_around_signs_in_and_comes_back_under_the_old_id()
    {
        var visit = Woven().Where(record => record.Plant is Plant.Anonymous or Plant.SignIn or Plant.Return).ToList();

        visit.Select(record => record.Key).ShouldBe(
            [.. Enumerable.Repeat(PlantedRecords.AnonymousId, 5), PlantedRecords.UserId, .. Enumerable.Repeat(PlantedRecords.AnonymousId, 2)]);
        using var signIn = JsonDocument.Parse(visit[5].Payload);
        signIn.RootElement.GetProperty("anonymous_id").GetString().ShouldBe(PlantedRecords.AnonymousId);
    }

    private IEnumerable<DemoRecord> Shop() =>
        _shop.Run().Take(Played).Select(record => new DemoRecord(record.Key, record.Payload, record.TimeMs));

    private IEnumerable<DemoRecord> Woven() => new PlantedRecords(_shop.Catalog, FaultMs).Weave(Shop());

    private static IEnumerable<double> Prices(DemoRecord record)
    {
        try
        {
            using var json = JsonDocument.Parse(record.Payload);
            return json.RootElement.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Array
                ? [.. items.EnumerateArray().Where(item => item.TryGetProperty("price", out _)).Select(item => item.GetProperty("price").GetDouble())]
                : [];
        }
        catch (JsonException)
        {
            return []; // One of those that the simulator breaks.
        }
    }
}
