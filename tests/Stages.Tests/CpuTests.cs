using System.Text.Json;
using StreamReco.Models.Simulation;
using StreamReco.TestKit.Measures;
using Xunit.Abstractions;

namespace StreamReco.Stages.Tests;

/// <summary>
/// CPU time of a click on one thread, from its decoding to its answer, counted in readings: one is what .NET's JSON reader takes to
/// walk over the same bytes, in the same process and moment, so that a slow machine changes both. What remains is noise that can
/// only add, so the least of the rounds counts, and a measurement that is above its bound goes on until one is below it or all rounds
/// are over: work beside the tests does not fail it, and a path that takes too much at any time does.
/// </summary>
public sealed class CpuTests(ITestOutputHelper output)
{
    private const int Clicks = 5_000;
    private const int WarmRounds = 8;
    private const int LeastRounds = 8;
    private const int RoundsMax = 60;
    private const int Users = 6_000; // more than are kept as objects: some are packed and unpacked

    [CpuTheory]
    [InlineData(false, 30)]
    [InlineData(true, 60)]
    public void A_click_takes_no_more_cpu_than_its_budget_whether_a_model_finds_candidates_or_not(bool scored, double readingsMax)
    {
        var shop = new ShopSimulator(new ShopSimulatorOptions { Users = Users, Items = 500, EventsPerDay = 200_000 });
        using var meter = new PathMeter(shop, RandomModel.Create(shop.Catalog, dimensions: 32), (WarmRounds + RoundsMax) * Clicks, scored)
        {
            Clock = ThreadClock.Micros,
        };
        byte[][] payloads = [.. shop.Run().Where(record => !record.IsMalformed).Take(Clicks).Select(record => record.Payload)];
        for (var round = 0; round < WarmRounds; round++)
        {
            MicrosToRead(payloads);
            meter.Measure(Clicks);
        }

        var (click, reading) = (double.MaxValue, double.MaxValue);
        var rounds = 0;
        do
        {
            reading = Math.Min(reading, MicrosToRead(payloads));
            var cost = meter.Measure(Clicks);
            click = Math.Min(click, cost.FoldMicroseconds + cost.AnswerMicroseconds);
        }
        while (++rounds < LeastRounds || (click / reading >= readingsMax && rounds < RoundsMax));

        output.WriteLine(FormattableString.Invariant(
            $"{click:F2} µs a click, {reading:F2} a reading, {click / reading:F1} readings; {rounds} rounds"));
        (click / reading).ShouldBeLessThan(readingsMax);
    }

    /// <summary>Microseconds of CPU that the JSON reader takes for a payload.</summary>
    private static double MicrosToRead(byte[][] payloads)
    {
        var (began, tokens) = (ThreadClock.Micros(), 0);
        foreach (var payload in payloads)
        {
            var reader = new Utf8JsonReader(payload);
            while (reader.Read())
            {
                tokens++;
            }
        }

        tokens.ShouldBeGreaterThan(payloads.Length);
        return (ThreadClock.Micros() - began) / payloads.Length;
    }
}
