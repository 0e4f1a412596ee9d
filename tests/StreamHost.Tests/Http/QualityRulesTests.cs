using System.Net.Http.Json;
using System.Text.Json;
using StreamReco.StreamHost.Terminal;
using StreamReco.StreamHost.Tests.Cli;

namespace StreamReco.StreamHost.Tests.Http;

/// <summary>Quality rules through a running node: by the command line into the log, judged in the fold, seen in figures.</summary>
public sealed class QualityRulesTests
{
    private const string Rules = """
        {"rules":[{"name":"known-items","check":"pattern","field":"items.item_id","pattern":"i[0-9]+","action":"reject"}],"minCount":1}
        """;

    [Fact]
    public async Task Applied_rules_reject_clicks_by_name_and_stand_in_figures_metrics_and_history()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "quality.json");
        await File.WriteAllTextAsync(file, Rules);
        await using var scene = await HttpScene.ReadyAsync();
        string[] node = ["--node", scene.Http.Url];

        var applied = await CommandLineRun.OfAsync(["quality", "apply", file, "--by", "Änn", .. node]);
        await scene.UntilAsync("the rules are in force everywhere", "/v1/quality", answer =>
            answer.GetProperty("partitions").EnumerateArray().All(one => one.GetProperty("version").ValueKind == JsonValueKind.String));
        await scene.ClickAsync(("u1", "i1"), ("u2", "odd"), ("u3", "odd"));

        applied.ExitCode.ShouldBe(ExitCode.Ok, applied.Error);
        applied.Output.ShouldContain("1 rules of version");
        applied.Output.ShouldContain("partitions 0-2");
        var quality = await scene.UntilAsync("the rule has judged the clicks", "/v1/quality", answer =>
            answer.GetProperty("rules").EnumerateArray().Sum(one => one.GetProperty("judged").GetInt64()) == 3);
        var rule = quality.GetProperty("rules").EnumerateArray().ShouldHaveSingleItem();
        (rule.GetProperty("rule").GetString(), rule.GetProperty("judged").GetInt64(), rule.GetProperty("failed").GetInt64())
            .ShouldBe(("known-items", 3, 2));
        var status = await CommandLineRun.OfAsync(["quality", "status", .. node]);
        status.Output.ShouldContain("in force in partitions 0-2");
        status.Output.ShouldContain("known-items");
        var rejected = await scene.UntilAsync("the figures say so", "/admin/v1/quality", answer =>
            answer.GetProperty("rejected").GetProperty("rule").GetDouble() == 2);
        rejected.GetProperty("totals").GetProperty("applied").GetDouble().ShouldBe(1);
        var metrics = await scene.UntilTextAsync( // counts of rules follow within a second
            "/metrics", "streamreco_quality_rule_records_total{rule=\"known-items\",source=\"unknown\",outcome=\"failed\"} 2");
        metrics.ShouldContain("streamreco_records_rejected_total{reason=\"rule\"} 2");
        (await CommandLineRun.OfAsync(["cluster", "history", .. node])).Output.ShouldContain("apply-quality-rules");
    }

    [Fact]
    public async Task Rules_that_cannot_be_used_are_refused_with_the_rule_and_the_value()
    {
        await using var scene = await HttpScene.ReadyAsync();

        using var response = await scene.Client.PostAsJsonAsync(
            "/admin/v1/quality/rules", new { rules = """{"rules":[{"name":"a","check":"odd"}]}""" });

        ((int)response.StatusCode).ShouldBe(400);
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString().ShouldNotBeNull()
            .ShouldContain("rule 'a': check is 'odd'");
        (await scene.GetAsync("/v1/quality")).GetProperty("rules").GetArrayLength().ShouldBe(0);
    }
}
