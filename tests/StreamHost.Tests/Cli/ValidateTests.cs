using System.IO.Compression;
using System.Text;
using System.Text.Json;
using StreamReco.Models.Simulation;
using StreamReco.Stages;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Cli.Validation;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Tests.Cli;

public sealed class ValidateTests : IDisposable
{
    private const string Good =
        """{"event_id":"e1","event_type":"view_item","user_id":"u1","item_id":"i1","timestamp":"2026-01-15T11:59:00Z"}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_of_good_events_is_accepted_and_the_exit_code_says_so()
    {
        var run = await CommandLineRun.OfAsync("validate", Write(Good));

        run.ExitCode.ShouldBe(ExitCode.Ok);
        run.Output.ShouldContain("1 record: 1 accepted, 0 duplicate, 0 rejected");
    }

    [Fact]
    public async Task What_would_not_be_accepted_is_told_with_its_line_and_reason()
    {
        var file = Write(
            Good,
            Good,
            "not json",
            "",
            Good.Replace("\"user_id\":\"u1\",", "", StringComparison.Ordinal).Replace("e1", "e2", StringComparison.Ordinal),
            Good.Replace("e1", "e3", StringComparison.Ordinal).Replace("2026-01-15T11", "2026-01-15T09", StringComparison.Ordinal));

        var run = await CommandLineRun.OfAsync("validate", file);

        run.ExitCode.ShouldBe(ExitCode.Failure);
        run.Output.ShouldContain("line 2: duplicate");
        run.Output.ShouldContain("line 3: malformed: The record is not JSON");
        run.Output.ShouldContain("line 5: invalid user_id: user_id, anonymous_id and session_id are all missing.");
        run.Output.ShouldContain("line 6: late timestamp: The event is 7190 s behind the watermark");
        run.Output.ShouldContain("5 records: 1 accepted, 1 duplicate, 3 rejected");
    }

    [Fact]
    public async Task Json_holds_counts_reasons_and_lines()
    {
        var run = await CommandLineRun.OfAsync(
            "validate", Write(Good, "{}", "{}", Good), "--output", "json", "--limit", "2");

        var json = JsonDocument.Parse(run.Output).RootElement;
        json.GetProperty("records").GetInt64().ShouldBe(4);
        json.GetProperty("accepted").GetInt64().ShouldBe(1);
        json.GetProperty("duplicate").GetInt64().ShouldBe(1);
        json.GetProperty("rejected").GetInt64().ShouldBe(2);
        var reason = json.GetProperty("reasons").EnumerateArray().ShouldHaveSingleItem();
        reason.GetProperty("field").GetString().ShouldBe("event_id");
        reason.GetProperty("first_line").GetInt64().ShouldBe(2);
        json.GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("line").GetInt64()).ShouldBe([2, 3]);
    }

    [Fact]
    public async Task What_is_passed_over_and_what_is_left_out_are_told_and_are_no_fault()
    {
        var file = Write(
            Good.Replace("\"user_id\"", "\"price\":\"cheap\",\"user_id\"", StringComparison.Ordinal),
            """{"event_name":"scroll","event_timestamp":"1768478400000000","user_pseudo_id":"1"}""",
            """{"event_name":"scroll","event_timestamp":"1768478400000001","user_pseudo_id":"1"}""",
            """{"event_id":"e9","event_type":"heartbeat","user_id":"u"}""");

        var run = await CommandLineRun.OfAsync("validate", file, "--set", "Validation:PassOver=heartbeat");
        var json = await CommandLineRun.OfAsync("validate", file, "--set", "Validation:PassOver=heartbeat", "--output", "json");

        run.ExitCode.ShouldBe(ExitCode.Ok);
        run.Output.ShouldContain("4 records: 1 accepted, 0 duplicate, 0 rejected, 3 passed over");
        run.Output.ShouldContain("passed over scroll: 2, the first in line 2");
        run.Output.ShouldContain("left out price not a number: 1");
        var root = JsonDocument.Parse(json.Output).RootElement;
        root.GetProperty("passed_over").GetInt64().ShouldBe(3);
        root.GetProperty("left_out")[0].GetProperty("reason").GetString().ShouldBe("no_number");
    }

    [Fact]
    public async Task Lines_of_kcat_bring_time_and_headers()
    {
        const string binary = """
            {"topic":"clicks","partition":0,"offset":7,"tstype":"create","ts":1768478400000,"broker":1,
             "headers":["ce_id","A1","ce_type","shop.view_item","ce_time","2026-01-15T11:59:00Z"],
             "key":"u1","payload":"{\"user_id\":\"u1\",\"item_id\":\"i1\"}"}
            """;
        var future = Good.Replace("2026-01-15T11:59", "2026-01-15T13:00", StringComparison.Ordinal);
        var line = JsonSerializer.Serialize(new { ts = 1768478400000, key = (string?)null, payload = future });

        var run = await CommandLineRun.OfAsync(
            "validate", Write(binary.ReplaceLineEndings(""), line, "{}"), "--kcat");

        run.Output.ShouldContain("3 records: 1 accepted, 0 duplicate, 2 rejected");
        run.Output.ShouldContain("line 2: future timestamp");
        run.Output.ShouldContain("line 3: malformed: It has no payload");
    }

    [Fact]
    public async Task Control_records_of_each_kind_are_known_and_are_no_events()
    {
        static string Control(string header, string value, string? key = null) => JsonSerializer.Serialize(
            new { ts = 1768478400000, headers = new[] { header, value }, key, payload = "{}" });

        var file = Write(
            Control("streamreco-tick", ""), Control("streamreco-erase", "", "u1"), Control("streamreco-model", "v2"), Control("streamreco-experiment", "ranker"),
            Control("streamreco-tick", ""), Control("streamreco-bots", ""), Control("streamreco-release", "release"), Control("streamreco-identity", ""),
            Control("streamreco-link", "link"), Control("streamreco-merge", "merge"));
        var run = await CommandLineRun.OfAsync("validate", file, "--kcat");
        var json = JsonDocument.Parse((await CommandLineRun.OfAsync("validate", file, "--kcat", "--output", "json")).Output).RootElement;

        run.ExitCode.ShouldBe(ExitCode.Ok);
        run.Output.ShouldContain("0 records: 0 accepted, 0 duplicate, 0 rejected");
        run.Output.ShouldContain("control records, not among them: 2 punctuations, 1 erasures, 1 changes of model, 1 of experiments");
        (json.GetProperty("ticks").GetInt64(), json.GetProperty("erasures").GetInt64(), json.GetProperty("model_changes").GetInt64())
            .ShouldBe((2, 1, 1));
        run.Output.ShouldContain("1 of the bot policy, 1 decisions on bots, 1 of the identity policy, 1 links of ids, 1 merged histories, 0 forwarded clicks");
        foreach (var kind in new[] { "bot_policies", "bot_decisions", "identity_policies", "links", "merges" })
        {
            json.GetProperty(kind).GetInt64().ShouldBe(1, kind);
        }
    }

    [Fact]
    public void Every_kind_of_control_record_has_words() =>
        ControlNames.All.Select(one => one.Kind).ShouldBe(Enum.GetValues<LogRecordKind>().Where(kind => kind != LogRecordKind.Click), ignoreOrder: true);

    [Fact]
    public async Task A_packed_file_is_read()
    {
        var path = Path.Combine(_folder.Path, "events.gz");
        await using (var gzip = new GZipStream(File.Create(path), CompressionMode.Compress))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(Good));
        }

        (await CommandLineRun.OfAsync("validate", path)).ExitCode.ShouldBe(ExitCode.Ok);
    }

    [Fact]
    public async Task A_file_that_is_not_there_and_an_empty_one_are_one_line()
    {
        var missing = await CommandLineRun.OfAsync("validate", Path.Combine(_folder.Path, "none"));
        var empty = await CommandLineRun.OfAsync("validate", Write());

        missing.ErrorLines.ShouldHaveSingleItem().ShouldEndWith("none'; there is no such file.");
        empty.ErrorLines.ShouldHaveSingleItem().ShouldContain("holds no line");
        missing.ExitCode.ShouldBe(ExitCode.Usage);
        empty.ExitCode.ShouldBe(ExitCode.Failure);
    }

    [Fact]
    public void A_line_without_an_end_is_told_and_takes_bounded_memory()
    {
        var path = Path.Combine(_folder.Path, "endless");
        using (var file = File.Create(path))
        {
            file.Write(new byte[LineSource.LineBytesMax * 3]);
            file.Write("\n{}\n"u8);
        }

        using var lines = LineSource.Open(path, () => Stream.Null);
        lines.Read().ShouldNotBeNull().Length.ShouldBeLessThanOrEqualTo(LineSource.LineBytesMax);
        lines.IsCut.ShouldBeTrue();
        lines.Read().ShouldBe("{}"u8.ToArray());
        lines.IsCut.ShouldBeFalse();
        lines.Read().ShouldBeNull();
    }

    [Fact]
    public void Every_record_of_the_simulator_ends_as_its_maker_says()
    {
        var judge = new RecordJudge(new PipelineOptions());
        var report = new ValidationReport(linesMax: 0);
        var line = 0L;
        var records = new ShopSimulator(new ShopSimulatorOptions { Seed = 5 }).Run().Take(20_000).ToArray();

        foreach (var record in records)
        {
            var raw = new LogRecord(line++, record.TimeMs, null, record.Payload, null);
            report.Add(line, judge.Judge(raw, out var failure), failure);
        }

        report.Records.ShouldBe(records.Length);
        report.Duplicates.ShouldBe(records.LongCount(record => record.Kind == SimulatedKind.Duplicate));
        report.Rejected.ShouldBe(records.LongCount(
            record => record.IsMalformed || record.Kind == SimulatedKind.LateBeyond));
    }

    private string Write(params string[] lines)
    {
        var path = Path.Combine(_folder.Path, $"{Guid.NewGuid():N}.ndjson");
        File.WriteAllLines(path, lines);
        return path;
    }
}
