using System.Text.Json;
using StreamReco.Benchmarks.Rows;

namespace StreamReco.Benchmarks.Tests;

public sealed class RowsReportTests
{
    private static readonly string[] _fields =
    [
        "name", "clicks_per_s", "cpu_us_per_click", "broker_us_per_click", "bytes_per_click", "answered_share", "p50_ms",
        "p99_ms",
    ];

    [Fact]
    public void A_row_has_the_medians_of_its_rounds_and_no_other_field()
    {
        var rounds = new RowRounds(RowName.ParseList("path")[0]);
        rounds.Add(Round(cpu: 5, []));
        rounds.Add(Round(cpu: 9, []));
        rounds.Add(Round(cpu: 6, [new RateLatency(1_000, 1, 2, 3, 10), new RateLatency(5_000, 11, 12, 13, 50)]));

        var row = JsonSerializer.SerializeToElement(rounds.ToRow());

        row.EnumerateObject().Select(field => field.Name).ShouldBe(_fields);
        row.GetProperty("name").GetString().ShouldBe("path");
        row.GetProperty("cpu_us_per_click").GetDouble().ShouldBe(6);
        row.GetProperty("p50_ms").GetDouble().ShouldBe(11);
        row.GetProperty("p99_ms").GetDouble().ShouldBe(13);
        row.GetProperty("broker_us_per_click").ValueKind.ShouldBe(JsonValueKind.Null);
        (rounds.ToDetail().CpuMin, rounds.ToDetail().CpuMax).ShouldBe((5, 9));
    }

    [Fact]
    public void A_row_that_was_left_out_has_no_figures_and_says_why()
    {
        var rounds = new RowRounds(RowName.ParseList("streams")[0]) { Skipped = "there is no Java" };

        rounds.ToRow().ShouldBe(new ReportRow("streams", null, null, null, null, null, null, null));
        rounds.ToDetail().Skipped.ShouldBe("there is no Java");
    }

    [Fact]
    public void The_round_of_an_older_build_is_read_from_its_own_output()
    {
        const string output = """
            400000 clicks of 225 bytes in 4 partitions on 127.0.0.1:9092; emit interval 600000 ms
            warm-up  path        101202 clicks/s    9.99 CPU us/click    1999 B/click   12 GCs
            round 1  path        249000 clicks/s    5.31 CPU us/click    1602 B/click    9 GCs

            median (min..max)      clicks/s            CPU us/click        speed against the twin
            path                 249000 (249000..249000)        5.3 (5.3..5.3)
            """;

        OlderBuild.Read(output).ShouldBe(
            new RowFigures { ClicksPerSecond = 249_000, CpuMicroseconds = 5.31, BytesPerClick = 1_602, Latencies = [] });
    }

    private static RowFigures Round(double cpu, IReadOnlyList<RateLatency> latencies) =>
        new() { ClicksPerSecond = 1_000, CpuMicroseconds = cpu, Latencies = latencies };
}
