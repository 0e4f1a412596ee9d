using System.Text.Json;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Tests.Cli;

/// <summary><c>contracts list</c>, <c>check</c> and <c>drift</c>, on files.</summary>
public sealed class ContractCommandTests : IDisposable
{
    private const string First = """
        {"x-owner": "shop team", "type": "object", "required": ["event_id"],
         "properties": {"event_id": {"type": "string", "x-tag": "id"}, "event_type": {"enum": ["view_item"]}, "price": {"type": "number"}}}
        """;

    private const string View =
        """{"event_id": "e1", "event_type": "view_item", "user_id": "u1", "item_id": "i1", "timestamp": "2026-11-28T10:00:00Z", "price": 1}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_a_version_breaks_is_told_by_place_and_ends_with_one()
    {
        Write("contracts/clicks/1.json", First);
        Write("contracts/clicks/samples/1/view.json", View);
        var second = Write("contracts/clicks/2.json", First.Replace("[\"event_id\"]", "[\"event_id\", \"price\"]", StringComparison.Ordinal));

        var run = await CommandLineRun.OfAsync("contracts", "check", second, "--events", "--output", "json");

        run.ExitCode.ShouldBe(ExitCode.Failure, run.Error);
        var report = JsonDocument.Parse(run.Output).RootElement;
        (report.GetProperty("name").GetString(), report.GetProperty("version").GetInt32(), report.GetProperty("compatibility").GetString())
            .ShouldBe(("clicks", 2, "BACKWARD"));
        var one = report.GetProperty("breaks").EnumerateArray().ShouldHaveSingleItem();
        (one.GetProperty("direction").GetString(), one.GetProperty("version").GetInt32(), one.GetProperty("path").GetString())
            .ShouldBe(("backward", 1, "$.price"));
    }

    [Fact]
    public async Task An_example_that_nodes_reject_breaks_the_contract_of_events()
    {
        var file = Write("contracts/clicks/1.json", First);
        Write("contracts/clicks/samples/1/nobody.json", """{"event_id": "e1", "event_type": "view_item"}""");

        var run = await CommandLineRun.OfAsync("contracts", "check", file, "--events");

        run.ExitCode.ShouldBe(ExitCode.Failure, run.Error);
        run.Output.ShouldContain("nobody.json");
        run.Output.ShouldContain("clicks 1 (BACKWARD): 1 breaks, 0 earlier versions, 1 examples");
        (await CommandLineRun.OfAsync("contracts", "check", file)).ExitCode.ShouldBe(ExitCode.Ok);
    }

    [Fact]
    public async Task Contracts_are_listed_with_owner_and_tags()
    {
        Write("contracts/clicks/1.json", First);

        var run = await CommandLineRun.OfAsync("contracts", "list", Path.Combine(_folder.Path, "contracts"));

        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
        run.Output.ShouldContain("shop team");
        run.Output.ShouldContain("$.event_id id");
    }

    [Fact]
    public async Task What_a_source_sends_besides_is_told_with_its_offset()
    {
        var contract = Write("contracts/clicks/1.json", First);
        var events = Write("events.ndjson", $$"""
            {"topic":"clicks","partition":0,"offset":70,"ts":1,"headers":["streamreco-source","app"],"key":"u","payload":{{JsonSerializer.Serialize(View)}}}
            {"topic":"clicks","partition":0,"offset":71,"ts":1,"headers":["streamreco-source","app"],"key":"u","payload":"{\"event_id\":\"e2\",\"price\":\"1\"}"}
            {"topic":"clicks","partition":0,"offset":72,"ts":1,"key":"u","payload":"no json"}
            """);

        var run = await CommandLineRun.OfAsync("contracts", "drift", contract, events, "--kcat", "--output", "json");

        run.ExitCode.ShouldBe(ExitCode.Failure, run.Error);
        var report = JsonDocument.Parse(run.Output).RootElement;
        (report.GetProperty("records").GetInt64(), report.GetProperty("unreadable").GetInt64()).ShouldBe((2, 1));
        report.GetProperty("findings").EnumerateArray()
            .Select(one => $"{one.GetProperty("source")} {one.GetProperty("path")} {one.GetProperty("what")} {one.GetProperty("first")}")
            .ShouldContain("app $.price type string, not number 71");
    }

    [Fact]
    public async Task A_contract_that_cannot_be_read_is_named()
    {
        var run = await CommandLineRun.OfAsync("contracts", "check", Write("contracts/clicks/one.json", "{}"));

        run.ExitCode.ShouldBe(ExitCode.Failure);
        run.Error.ShouldContain("the name must be the version's number");
    }

    [Theory]
    [InlineData("""{"type": "object", "fooKeyword": 1}""", "$: the keyword 'fooKeyword' is not one that contracts may use.")]
    [InlineData("""{"properties": {"price": {"type": "strin"}}}""", "$.price: type is \"strin\"; it must be one of null, boolean,")]
    [InlineData("""{"$defs": {"money": {"minimum": "0"}}}""", "$/$defs/money: minimum is \"0\"; it must be a number.")]
    [InlineData("""{"items": {"anyOf": [{"minimun": 0}]}}""", "$[*]: the keyword 'minimun' is not one")]
    [InlineData("""{"required": "event_id"}""", "$: required is \"event_id\"; it must be a list of names.")]
    [InlineData("""{"properties": {"id": {"$ref": "#/$defs/gone"}}}""", "$ref #/$defs/gone leads nowhere.")]
    public async Task What_a_contract_says_and_nobody_checks_is_refused_without_an_example(string text, string fault)
    {
        var file = Write("contracts/shop/1.json", text);

        var run = await CommandLineRun.OfAsync("contracts", "check", file);

        run.ExitCode.ShouldBe(ExitCode.Failure);
        run.ErrorLines.ShouldHaveSingleItem().ShouldStartWith($"{file}: {fault}");
    }

    [Fact]
    public async Task A_contract_that_cannot_be_read_is_a_row_of_the_list_with_its_problem()
    {
        Write("contracts/clicks/1.json", First);
        Write("contracts/clicks/2.json", "{");
        Write("contracts/shop/1.json", """{"fooKeyword": 1}""");

        var run = await CommandLineRun.OfAsync("contracts", "list", Path.Combine(_folder.Path, "contracts"), "--output", "json");
        var table = await CommandLineRun.OfAsync("contracts", "list", Path.Combine(_folder.Path, "contracts"));

        run.ExitCode.ShouldBe(ExitCode.Failure, run.Error);
        JsonDocument.Parse(run.Output).RootElement.EnumerateArray()
            .Select(row => (row.GetProperty("name").GetString(), row.GetProperty("version").GetInt32(), HasProblem: row.GetProperty("problem").GetString() is not null))
            .ShouldBe([("clicks", 1, false), ("clicks", 2, true), ("shop", 1, true)]);
        table.Output.ShouldContain("shop team");
        table.Output.ShouldContain("fooKeyword");
        table.Output.ShouldContain("(line 1, column 2)");
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
