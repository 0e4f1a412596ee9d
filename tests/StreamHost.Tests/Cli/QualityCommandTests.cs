using System.Text;
using StreamReco.Models.DataQuality;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Tests.Cli;

/// <summary><c>quality check</c> and <c>quality suggest</c>, on files.</summary>
public sealed class QualityCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_good_file_is_shown_rule_by_rule_with_its_version()
    {
        var file = Write("q.json", """{"rules":[{"name":"price","check":"range","field":"items.price","min":0,"action":"reject","warn":0.9}]}""");

        var run = await CommandLineRun.OfAsync("quality", "check", file);

        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
        run.Output.ShouldContain("items.price");
        run.Output.ShouldContain($"version {QualityRules.VersionOf(File.ReadAllBytes(file))}: 1 rules, windows of 00:15:00");
    }

    [Fact]
    public async Task Each_fault_of_a_file_is_named_with_its_rule_and_value()
    {
        var file = Write("q.json", """{"rules":[{"name":"price","check":"range","field":"items.price","min":3,"max":1},{"name":"x","check":"odd"}]}""");

        var run = await CommandLineRun.OfAsync("quality", "check", file);
        var missing = await CommandLineRun.OfAsync("quality", "check", Path.Combine(_folder.Path, "none.json"));

        run.ExitCode.ShouldBe(ExitCode.Failure);
        run.Error.ShouldContain("rule 'price': min is 3 and max is 1");
        run.Error.ShouldContain("rule 'x': check is 'odd'");
        missing.Error.ShouldContain("none.json'; there is no such file.");
        (await CommandLineRun.OfAsync("quality", "apply", file, "--node", "http://127.0.0.1:1")).ExitCode.ShouldBe(ExitCode.Usage, "it is not tried with a node");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_suggestion_can_be_used_and_fits_the_span_that_it_was_made_of(bool kcat)
    {
        var events = Write("events.ndjson", Events(kcat));

        var run = await CommandLineRun.OfAsync(["quality", "suggest", events, .. kcat ? ["--kcat"] : Array.Empty<string>()]);

        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
        var rules = QualityRules.Read(Encoding.UTF8.GetBytes(run.Output));
        string[] names = [.. rules.Rules.Select(rule => rule.Name)];
        names.ShouldContain("items.price-there");
        names.ShouldContain("items.price-sane");
        names.ShouldContain("items.category-known");
        names.Contains("fresh").ShouldBe(kcat);
        var price = rules.Rules.Single(rule => rule.Name == "items.price-sane");
        (price.Min, price.Max).ShouldBe((2.5, 216));
        rules.Rules.Single(rule => rule.Name == "items.category-known").Reference!.Values.ShouldBe(["c0", "c1", "c2"], ignoreOrder: true);
    }

    [Fact]
    public async Task Rules_are_tried_on_a_file_of_events_before_they_are_applied()
    {
        var events = Write("events.ndjson", Events(kcat: false));
        var good = Write("good.json", """{"rules":[{"name":"price","check":"range","field":"items.price","min":1}],"window":"1m","minCount":10}""");
        var bad = Write("bad.json", """{"rules":[{"name":"price","check":"range","field":"items.price","max":50,"action":"reject"}],"window":"1m","minCount":10}""");
        var hold = Write("hold.json", """{"rules":[{"name":"price","check":"range","field":"items.price","max":50,"action":"quarantine"}],"window":"1m","minCount":10}""");

        var passed = await CommandLineRun.OfAsync("quality", "check", good, "--events", events);
        var raised = await CommandLineRun.OfAsync("quality", "check", bad, "--events", events);

        var held = await CommandLineRun.OfAsync("quality", "check", hold, "--events", events);

        passed.ExitCode.ShouldBe(ExitCode.Ok, passed.Error);
        passed.Output.ShouldContain("0 events would be rejected, 0 held in the quarantine");
        held.Output.ShouldContain("0 events would be rejected, 162 held in the quarantine");
        raised.ExitCode.ShouldBe(ExitCode.Failure);
        raised.Output.ShouldContain("price of unknown: ok -> warn at 0.266666");
        raised.Output.ShouldContain("162 events would be rejected, 0 held in the quarantine");
    }

    [Fact]
    public async Task A_suggestion_of_few_events_says_so()
    {
        var run = await CommandLineRun.OfAsync("quality", "suggest", Write("events.ndjson", Events(kcat: false)));

        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
        run.Error.ShouldContain("300 events that would be accepted: too few");
    }

    [Fact]
    public async Task A_file_without_a_good_event_is_refused()
    {
        var run = await CommandLineRun.OfAsync("quality", "suggest", Write("events.ndjson", "{}\n"));

        run.ExitCode.ShouldBe(ExitCode.Failure);
        run.Error.ShouldContain("holds no event that would be accepted");
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static string Events(bool kcat)
    {
        var text = new StringBuilder();
        for (var i = 0; i < 300; i++)
        {
            var click = FormattableString.Invariant(
                $$"""{"event_id":"e{{i}}","event_type":"view_item","user_id":"u{{i % 7}}","timestamp":{{1_768_478_400_000 + (i * 1_000)}},"items":[{"item_id":"i{{i % 20}}","category":"c{{i % 3}}","price":{{5 + (i % 104)}}}]}""");
            text.AppendLine(kcat
                ? $$"""{"topic":"clicks","partition":0,"offset":{{i}},"ts":{{1_768_478_400_000 + (i * 1_000) + 400}},"key":"u","payload":{{System.Text.Json.JsonSerializer.Serialize(click)}}}"""
                : click);
        }

        return text.ToString();
    }
}
