using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using StreamReco.StreamHost.Terminal;
using StreamReco.StreamHost.Tests.Cli;

namespace StreamReco.StreamHost.Tests.Http;

/// <summary>Segments from a refresh to an experiment that is limited to one, through a running node.</summary>
public sealed class SegmentsTests
{
    private const int Users = 120;

    [Fact]
    public async Task Users_are_clustered_shown_with_their_segment_and_an_experiment_is_limited_to_one()
    {
        await using var scene = await HttpScene.ReadyAsync();
        string[] node = ["--node", scene.Http.Url];
        (await CommandLineRun.OfAsync(["segments", "list", .. node])).Output.ShouldContain("there are no segments yet");
        (await CommandLineRun.OfAsync(["segments", "refresh", .. node])).Error.ShouldContain("0 users in memory have a vector; segments are made of at least 20.");
        (await RefusedAsync(scene, "[0]")).ShouldContain("segment is given, and there are no segments yet");

        await scene.ClickAsync([.. Enumerable.Range(0, Users).SelectMany(user => new[] { ($"u{user}", user % 2 == 0 ? "i1" : "i40"), ($"u{user}", user % 2 == 0 ? "i2" : "i41") })]);
        var made = await CommandLineRun.OfAsync(["segments", "refresh", "--count", "2", "--by", "Änn", .. node]);
        made.ExitCode.ShouldBe(ExitCode.Ok, made.Error);
        made.Output.ShouldContain("version 1: 2 segments of 60, 60 users; they were written to the log of partitions 0-2.");
        await scene.UntilAsync("they are in force", "/v1/segments", answer => answer.GetProperty("partitions").GetArrayLength() == 3);
        (await CommandLineRun.OfAsync(["segments", "list", .. node])).Output.ShouldContain("version 1, in force in partitions 0-2");

        var (even, odd) = (await SegmentOfAsync(scene, "u0"), await SegmentOfAsync(scene, "u1"));
        (even + odd, await SegmentOfAsync(scene, "u2"), await SegmentOfAsync(scene, "u3")).ShouldBe((1, even, odd));
        (await CommandLineRun.OfAsync(["users", "show", "u0", .. node])).Output.ShouldContain($"segment   {even}");

        (await RefusedAsync(scene, "[2]")).ShouldContain("segment is [2]; there are 2 segments, 0 to 1.");
        await scene.PostAsync("/admin/v1/experiments", Definition($"[{odd}]"));
        await scene.UntilAsync("it is in force", "/v1/experiments/some", answer => answer.GetProperty("partitions").GetArrayLength() == 3);
        await scene.ClickAsync([.. Enumerable.Range(0, Users).Select(user => ($"u{user}", user % 2 == 0 ? "i1" : "i40"))]);

        var arms = (await scene.GetAsync("/v1/experiments/some/report")).GetProperty("arms").EnumerateArray();
        arms.Sum(arm => arm.GetProperty("assigned").GetInt32()).ShouldBe(Users / 2);
        (await scene.GetAsync("/v1/recommendations/u0")).GetProperty("recommendation").TryGetProperty("experiments", out _).ShouldBeFalse();
        (await scene.GetAsync("/v1/recommendations/u1")).GetProperty("recommendation").TryGetProperty("experiments", out _).ShouldBeTrue();
        (await CommandLineRun.OfAsync(["experiments", "show", "some", .. node])).Output.ShouldContain($"users of segments {odd} only");
        var history = await CommandLineRun.OfAsync(["cluster", "history", .. node]);
        history.Output.ShouldContain("refresh-segments");
        history.Output.ShouldNotContain("centroids");
    }

    private static async Task<int> SegmentOfAsync(HttpScene scene, string user) =>
        (await scene.GetAsync($"/v1/users/{user}")).GetProperty("state").GetProperty("segment").GetInt32();

    private static async Task<string> RefusedAsync(HttpScene scene, string segment)
    {
        using var answer = await scene.Client.PostAsJsonAsync("/admin/v1/experiments", Definition(segment));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString()!;
    }

    private static JsonElement Definition(string segment) => JsonDocument.Parse(
        $$"""{"id":"some","arms":[{"name":"today","ranges":[[0,500000]]},{"name":"same","ranges":[[500000,1000000]]}],"segment":{{segment}}}""").RootElement;
}
