using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Terminal;
using StreamReco.StreamHost.Tests.Cli;

namespace StreamReco.StreamHost.Tests.Http;

/// <summary>Linked ids from the command line and HTTP to what a user is answered, over three partitions of an embedded broker.</summary>
public sealed class IdentityTests
{
    private const string KeyVariable = "STREAMRECO_TEST_IDENTITY_ERASURES";

    [Fact]
    public async Task Who_signs_in_has_what_they_clicked_before_and_what_comes_later()
    {
        await using var scene = await HttpScene.ReadyAsync();
        string[] node = ["--node", scene.Http.Url];
        (await CommandLineRun.OfAsync(["identities", "status", .. node])).Output.ShouldContain("no policy: no event links ids in partitions 0-2");
        var applied = await CommandLineRun.OfAsync(["identities", "apply", .. node]);
        applied.ExitCode.ShouldBe(ExitCode.Ok, applied.Error);
        await scene.UntilAsync("in force", "/admin/v1/identities", answer => answer.GetProperty("partitions").EnumerateArray()
            .All(one => one.GetProperty("is_on").GetBoolean()));
        await scene.ClickAsync(("cookie-7", "i1"), ("cookie-7", "i2"), ("cookie-7", "i3"));

        SignIn(scene, "anna", "cookie-7", "i4");
        var anna = await scene.UntilAsync("the history is there", "/v1/users/anna", Applied(4));
        await scene.ClickAsync(("cookie-7", "i5"));
        var later = await scene.UntilAsync("the later click is, too", "/v1/users/anna", Applied(5));

        ItemsOf(anna).ShouldBe("i1 i2 i3 i4");
        ItemsOf(later).ShouldBe("i1 i2 i3 i4 i5");
        var (own, hers) = (await scene.GetAsync("/v1/recommendations/cookie-7"), await scene.GetAsync("/v1/recommendations/anna"));
        (own.GetProperty("known").GetBoolean(), own.GetProperty("basis").GetString()).ShouldBe((true, "history"));
        HttpScene.ItemsOf(own).ShouldBe(HttpScene.ItemsOf(hers));
        (await scene.GetAsync("/v1/identities/cookie-7")).GetProperty("points_to").GetString().ShouldBe("anna");
        var show = await CommandLineRun.OfAsync(["identities", "show", "anna", .. node]);
        show.Output.ShouldContain("cookie-7: current");
        var status = await CommandLineRun.OfAsync(["identities", "status", "--output", "json", .. node]);
        var partitions = JsonDocument.Parse(status.Output).RootElement.GetProperty("partitions").EnumerateArray().ToList();
        (Sum(partitions, "linked"), Sum(partitions, "merged"), Sum(partitions, "merged_events"), Sum(partitions, "forwarded")).ShouldBe((1, 1, 3, 1));
        var metrics = await scene.Client.GetStringAsync("/metrics");
        metrics.ShouldContain("streamreco_identity_links_total{outcome=\"merged\"} 1");
        metrics.ShouldContain("streamreco_identity_forwarded_total 1");
    }

    [Fact]
    public async Task A_link_that_was_refused_is_shown_as_that_with_the_reason()
    {
        await using var scene = await HttpScene.ReadyAsync();
        string[] node = ["--node", scene.Http.Url];
        await scene.PostAsync("/admin/v1/identities", new { users_per_device_max = 1 });
        await scene.UntilAsync("in force", "/admin/v1/identities", answer => answer.GetProperty("partitions").EnumerateArray()
            .All(one => one.GetProperty("is_on").GetBoolean()));
        SignIn(scene, "anna", "kiosk-1", "i1");
        await scene.UntilAsync("linked", "/v1/identities/anna", answer => answer.TryGetProperty("ids", out var ids) && ids[0].GetProperty("link").GetString() == "current");

        SignIn(scene, "bert", "kiosk-1", "i2");
        await scene.UntilAsync("refused", "/v1/identities/bert", answer => answer.TryGetProperty("ids", out var ids)
            && ids[0].GetProperty("link").GetString() == "refused" && ids[0].GetProperty("why").GetString() == "shared");

        var show = await CommandLineRun.OfAsync(["identities", "show", "bert", .. node]);
        show.Output.ShouldContain("kiosk-1: refused (shared)");
        show.Output.ShouldNotContain("asked");
    }

    [Fact]
    public async Task An_operator_links_and_unlinks_by_command_and_it_stands_in_history_without_an_id()
    {
        await using var scene = await HttpScene.ReadyAsync();
        string[] node = ["--node", scene.Http.Url];
        await scene.ClickAsync(("cookie-7", "i1"), ("bert", "i2"));

        var linked = await CommandLineRun.OfAsync(["identities", "link", "cookie-7", "bert", .. node]);
        linked.ExitCode.ShouldBe(ExitCode.Ok, linked.Error);
        await scene.UntilAsync("linked", "/v1/users/bert", Applied(2));
        var unlinked = await CommandLineRun.OfAsync(["identities", "unlink", "cookie-7", .. node]);
        unlinked.ExitCode.ShouldBe(ExitCode.Ok, unlinked.Error);
        await scene.UntilAsync("unlinked", "/v1/identities/bert", answer =>
            answer.GetProperty("ids")[0].GetProperty("link").GetString() == "unlinked");
        await scene.ClickAsync(("cookie-7", "i3"));

        (await scene.UntilAsync("by itself", "/v1/users/cookie-7", Applied(1))).GetProperty("state").GetProperty("identity")
            .GetProperty("unlinked").GetBoolean().ShouldBeTrue();
        var history = await CommandLineRun.OfAsync(["cluster", "history", "--output", "json", .. node]);
        history.Output.ShouldContain("link-identity");
        history.Output.ShouldNotContain("cookie-7");
        var audit = await scene.UntilAsync("in the audit trail", "/v1/audit", answer => answer.ToString().Contains("verb=unlink", StringComparison.Ordinal));
        audit.ToString().ShouldContain("verb=link");
        audit.ToString().ShouldNotContain("cookie-7");
    }

    [Fact]
    public async Task A_command_that_finds_a_node_by_its_state_database_erases_ids_that_were_linked_just_now()
    {
        Environment.SetEnvironmentVariable(KeyVariable, new string('k', 32));
        await using var scene = await LinkedAsync();

        var erased = await EraseAsync("anna", scene, "--state", scene.Options.State.Connection);

        erased.ExitCode.ShouldBe(ExitCode.Ok, erased.Error);
        erased.Error.ShouldContain("erased with the user: cookie-7");
        await scene.UntilAsync("the user is gone", "/v1/users/anna", IsUnknown);
        await scene.UntilAsync("the linked id is gone", "/v1/users/cookie-7", IsUnknown);
    }

    [Fact]
    public async Task A_command_that_can_ask_nobody_of_linked_ids_erases_nobody_until_one_id_alone_is_asked_for()
    {
        Environment.SetEnvironmentVariable(KeyVariable, new string('k', 32));
        await using var scene = await LinkedAsync();

        var refused = await EraseAsync("anna", scene, "--state", "not-there.db");
        (await scene.GetAsync("/v1/users/anna")).GetProperty("state").GetProperty("applied").GetInt64().ShouldBe(2);
        var found = await EraseAsync("anna", scene, "--state", scene.Options.State.Connection);
        var alone = await EraseAsync("bert", scene, "--state", "not-there.db", "--alone");

        refused.ExitCode.ShouldBe(ExitCode.Failure);
        refused.Error.ShouldContain("Nothing is erased: it is not known which anonymous ids are linked to the user");
        refused.Error.ShouldContain("(--node) or its state database (--state), or erase this id alone (--alone)");
        refused.Error.ShouldContain("not-there.db");
        (found.ExitCode, found.Error.Contains("erased with the user: cookie-7", StringComparison.Ordinal)).ShouldBe((ExitCode.Ok, true), found.Error);
        alone.ExitCode.ShouldBe(ExitCode.Ok, alone.Error);
    }

    [Fact]
    public async Task A_user_with_ids_of_their_own_is_shown_as_one_that_cannot_be_linked_to_another()
    {
        Environment.SetEnvironmentVariable(KeyVariable, new string('k', 32));
        await using var scene = await LinkedAsync();
        string[] node = ["--node", scene.Http.Url];

        var linked = await CommandLineRun.OfAsync(["identities", "link", "anna", "bert", .. node]);
        await scene.UntilAsync("refused", "/admin/v1/identities", answer => answer.GetProperty("partitions").EnumerateArray()
            .Any(one => one.GetProperty("not_linked").TryGetProperty("known", out var count) && count.GetInt64() == 1));

        linked.ExitCode.ShouldBe(ExitCode.Ok, linked.Error);
        (await CommandLineRun.OfAsync(["identities", "show", "anna", .. node])).Output.ShouldContain("a link of 'anna' to another user is refused (known)");
        (await CommandLineRun.OfAsync(["identities", "show", "cookie-7", .. node])).Output.ShouldNotContain("refused");
    }

    [Fact]
    public async Task Erasing_a_user_erases_the_linked_ids()
    {
        Environment.SetEnvironmentVariable(KeyVariable, new string('k', 32));
        await using var scene = await LinkedAsync();

        await scene.PostAsync("/admin/v1/erasures", new { user_id = "anna" });

        await scene.UntilAsync("the user is gone", "/v1/users/anna", answer => answer.TryGetProperty("status", out var status) && status.GetInt32() == 404);
        await scene.UntilAsync("the id is gone", "/v1/identities/cookie-7", answer => answer.TryGetProperty("status", out var status) && status.GetInt32() == 404);
        var history = await scene.GetAsync("/admin/v1/cluster/history");
        history.EnumerateArray().Count(request => request.GetProperty("kind").GetString() == "erase-user").ShouldBe(2);
    }

    [Theory]
    [InlineData("/v1/identities", """{"user_id":"anna"}""", "anonymous_id is missing or empty.")]
    [InlineData("/v1/identities", """{"user_id":"anna","anonymous_id":"anna"}""", "user_id is the anonymous id; an id cannot be linked to itself.")]
    [InlineData("/admin/v1/identities", """{"users_per_device_max":0}""", "users_per_device_max is 0; it must be from 1 to 100.")]
    public async Task What_cannot_be_used_is_refused_with_the_field_and_its_value(string path, string body, string message)
    {
        await using var scene = await HttpScene.ReadyAsync();

        using var refused = await scene.Client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString().ShouldBe(message);
    }

    /// <summary>A node with an erasure key at which cookie-7 was linked to anna a moment ago.</summary>
    private static async Task<HttpScene> LinkedAsync()
    {
        var scene = await HttpScene.StartAsync(options => options.Pipeline.Privacy.ErasureKeyFile = $"env:{KeyVariable}");
        await scene.UntilAsync("ready", "/health/ready", answer => answer.GetProperty("status").GetString() == "ready");
        await scene.PostAsync("/admin/v1/identities", new { });
        await scene.UntilAsync("in force", "/admin/v1/identities", answer => answer.GetProperty("partitions").EnumerateArray()
            .All(one => one.GetProperty("is_on").GetBoolean()));
        await scene.ClickAsync(("cookie-7", "i1"));
        SignIn(scene, "anna", "cookie-7", "i2");
        await scene.UntilAsync("linked", "/v1/users/anna", Applied(2));
        return scene;
    }

    private static Task<CommandLineRun> EraseAsync(string user, HttpScene scene, params string[] more) => CommandLineRun.OfAsync(
        ["users", "erase", user, "--bootstrap", scene.Options.Kafka.Bootstrap, "--set", $"Privacy:ErasureKeyFile=env:{KeyVariable}", .. more]);

    private static bool IsUnknown(JsonElement answer) => answer.TryGetProperty("status", out var status) && status.GetInt32() == 404;

    private static Func<JsonElement, bool> Applied(long events) => answer =>
        answer.TryGetProperty("state", out var state) && state.GetProperty("applied").GetInt64() == events;

    private static string ItemsOf(JsonElement user) => string.Join(
        ' ', user.GetProperty("state").GetProperty("recent").EnumerateArray().Select(item => item.GetProperty("item_id").GetString()));

    private static long Sum(IEnumerable<JsonElement> partitions, string field) => partitions.Sum(one => one.GetProperty(field).GetInt64());

    private static void SignIn(HttpScene scene, string user, string anonymous, string item)
    {
        using var writer = new RecordWriter(scene.Options.Kafka);
        writer.Write(scene.Options.Kafka.Clicks, Encoding.UTF8.GetBytes(user), JsonSerializer.SerializeToUtf8Bytes(new
        {
            event_id = Guid.NewGuid(),
            event_type = "view_item",
            user_id = user,
            anonymous_id = anonymous,
            item_id = item,
            timestamp = TimeProvider.System.GetUtcNow(),
        }), null, null, default);
        writer.Flush(TimeSpan.FromSeconds(30));
    }
}
