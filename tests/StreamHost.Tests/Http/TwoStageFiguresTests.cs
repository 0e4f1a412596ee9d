namespace StreamReco.StreamHost.Tests.Http;

/// <summary>What a node says of the two calls that a stack is asked in.</summary>
public sealed class TwoStageFiguresTests
{
    [Fact]
    public async Task Encoder_and_ranker_are_told_apart_in_figures_links_and_metrics()
    {
        await using var scene = await HttpScene.StartAsync(options => options.Model.Directory = PathModel.StackDirectory);
        await scene.UntilAsync("ready", "/health/ready", answer => answer.GetProperty("status").GetString() == "ready");
        await scene.ClickAsync(("anna", "i11"), ("bert", "i21"), ("anna", "i15"));

        var figures = await scene.UntilAsync(
            "ranked", "/v1/figures", now => now.TryGetProperty("ranking", out var ranking) && ranking.GetProperty("users").GetInt64() >= 3);

        figures.GetProperty("inference").GetProperty("users").GetInt64().ShouldBe(figures.GetProperty("ranking").GetProperty("users").GetInt64());
        figures.GetProperty("links").EnumerateArray().Select(link => link.GetProperty("before").GetString())
            .ShouldBe(["fold", "score", "rank", "commit", "inference", "ranking"], ignoreOrder: true);
        figures.GetProperty("stages").EnumerateArray().Select(stage => stage.GetProperty("name").GetString())
            .ShouldBe(["decode", "validate", "deduplicate", "window", "update", "trigger", "score", "retrieve", "rank", "rerank", "emit", "commit"]);
        var page = await scene.Client.GetStringAsync("/metrics");
        page.ShouldContain("streamreco_inference_users_total{stage=\"score\"} 3");
        page.ShouldContain("streamreco_inference_users_total{stage=\"rank\"} 3");
    }
}
