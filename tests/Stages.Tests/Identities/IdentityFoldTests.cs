using System.Text;
using System.Text.Json;
using StreamReco.Models.Identity;
using StreamReco.Models.Users;
using StreamReco.Stages.Records;
using StreamReco.Stages.State;
using StreamReco.Stages.Tests.Shards;
using StreamReco.Stages.Verdicts;
using StreamReco.TestKit.Events;

namespace StreamReco.Stages.Tests.Identities;

/// <summary>Ids of a person are linked in the fold: what moves, and when, follows from the logs of the partitions.</summary>
public sealed class IdentityFoldTests
{
    private const long T = IdentityWorld.StartMs;

    private static readonly byte[] _on = new IdentityPolicy().ToBytes();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_was_clicked_before_signing_in_is_the_users_and_later_clicks_of_the_id_are(int partitions)
    {
        using var world = new IdentityWorld(partitions).WithPolicy(_on);
        world.Click("visitor0", "i1", 1_000).Click("visitor0", "i2", 2_000).Click("anna1", "i3", 500);
        await world.RunAsync();
        world.Click("anna1", "i4", 3_000, anonymous: "visitor0").Click("visitor0", "i5", 4_000);
        await world.RunAsync();
        world.Click("visitor0", "i6", 5_000).Click("visitor0", "i6", 5_000).Click("anna1", "i7", 6_000, anonymous: "visitor0");
        await world.RunAsync();

        (await world.HistoryAsync("anna1")).ShouldBe("i3 i1 i2 i4 i5 i6 i7");
        var anna = (await world.UserAsync("anna1")).ShouldNotBeNull();
        (anna.Applied, anna.EventsByType.ToArray().Sum(), anna.FirstEventMs, anna.LastEventMs).ShouldBe((7, 7, T + 500, T + 6_000));
        anna.Identity!.Ids.ShouldHaveSingleItem().State.ShouldBe(LinkState.Current);
        var visitor = (await world.UserAsync("visitor0")).ShouldNotBeNull();
        (visitor.Applied, visitor.Recent.Count, visitor.Identity!.PointsTo, visitor.Identity.Home).ShouldBe((0, 0, "anna1", world.PartitionOf("anna1")));
        var counters = await world.CountersAsync();
        (counters.Read, counters.Applied, counters.Duplicate).ShouldBe((8, 7, 1)); // each click once, wherever it stands twice
        AnsweredUsers(world).ShouldBe(["anna1", "anna1", "anna1", "anna1", "visitor0", "visitor0", "visitor0"]);
        for (var partition = 0; partition < partitions; partition++)
        {
            await ShouldReplayAlikeAsync(world, partition);
        }
    }

    [Fact]
    public async Task Without_a_policy_two_ids_are_two_people_and_the_bytes_are_those_of_before()
    {
        using var plain = new IdentityWorld(2);
        using var linked = new IdentityWorld(2);
        foreach (var world in (IdentityWorld[])[plain, linked])
        {
            world.Click("visitor0", "i1", 1_000).Click("anna1", "i2", 2_000, anonymous: world == linked ? "visitor0" : null);
            await world.RunAsync();
        }

        for (var partition = 0; partition < 2; partition++)
        {
            var (expected, outcome) = (await plain.StateOfAsync(partition), await linked.StateOfAsync(partition));
            Convert.ToHexString(outcome.State).ShouldBe(Convert.ToHexString(expected.State));
            TextOf(outcome.Users).ShouldBe(TextOf(expected.Users));
            linked.Outbound(partition, OutboundTopic.Log).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Segments_identify_links_although_it_is_no_click()
    {
        using var world = new IdentityWorld(2).WithPolicy(_on).Click("visitor0", "i1", 1_000);
        await world.RunAsync();
        world.LogOf("anna1").Add(
            Encoding.UTF8.GetBytes("""{"type":"identify","messageId":"m","userId":"anna1","anonymousId":"visitor0","timestamp":"2026-01-15T12:00:02Z"}"""),
            T + 2_000);
        world.LogOf("bert1").Add(
            Encoding.UTF8.GetBytes("""{"type":"alias","messageId":"n","userId":"bert1","previousId":"visitor2","timestamp":"2026-01-15T12:00:02Z"}"""),
            T + 2_000);
        await world.RunAsync();

        (await world.HistoryAsync("anna1")).ShouldBe("i1");
        (await world.UserAsync("visitor2")).ShouldNotBeNull().Identity!.PointsTo.ShouldBe("bert1");
        (await world.CountersAsync()).PassedOver.ShouldBe(2);
    }

    [Fact]
    public async Task At_a_shared_device_history_moves_once_and_the_newest_user_gets_the_later_clicks()
    {
        using var world = new IdentityWorld(2).WithPolicy(_on).Click("tablet0", "i1", 1_000);
        await world.RunAsync();
        await SignInAsync(world, "anna1", "tablet0", 2_000);
        await ClickAsync(world, "tablet0", "i3", 3_000);
        await SignInAsync(world, "bert1", "tablet0", 4_000);
        await ClickAsync(world, "tablet0", "i5", 5_000);
        await SignInAsync(world, "anna1", "tablet0", 6_000);
        await ClickAsync(world, "tablet0", "i7", 7_000);

        (await world.HistoryAsync("anna1")).ShouldBe("i1 i0 i3 i0 i7");
        (await world.HistoryAsync("bert1")).ShouldBe("i0 i5");
        (await world.UserAsync("bert1"))!.Identity!.Ids.ShouldHaveSingleItem().State.ShouldBe(LinkState.Moved);
        (await world.UserAsync("tablet0"))!.Identity!.Users.ShouldBe(["anna1", "bert1"]);
    }

    [Fact]
    public async Task With_more_users_than_the_policy_allows_an_id_stands_for_itself_and_is_counted()
    {
        using var world = new IdentityWorld(2).WithPolicy(new IdentityPolicy(UsersPerDeviceMax: 2).ToBytes());
        await SignInAsync(world, "anna1", "kiosk0", 1_000);
        await SignInAsync(world, "bert1", "kiosk0", 2_000);
        await SignInAsync(world, "cleo1", "kiosk0", 3_000);
        await ClickAsync(world, "kiosk0", "i4", 4_000);
        await SignInAsync(world, "bert1", "kiosk0", 5_000);
        await ClickAsync(world, "kiosk0", "i6", 6_000);

        (await world.HistoryAsync("kiosk0")).ShouldBe("i4 i6");
        (await world.HistoryAsync("cleo1")).ShouldBe("i0");
        var links = (await world.LinksOfAsync(0)).ShouldNotBeNull();
        (links.Linked, links.Refused[(int)LinkRefusal.Shared]).ShouldBe((2, 2));
        (await world.UserAsync("kiosk0"))!.Identity!.IsShared.ShouldBeTrue();
    }

    [Fact]
    public async Task Who_is_unlinked_stands_for_itself_until_an_operator_links_it_again()
    {
        using var world = new IdentityWorld(2).WithPolicy(_on).Click("visitor0", "i1", 1_000);
        await world.RunAsync();
        await SignInAsync(world, "anna1", "visitor0", 2_000);
        world.LogOf("visitor0").AddLink(new LinkRecord(LinkStep.Unlink, "visitor0", "", -1, IsByOperator: true), T + 3_000);
        await world.RunAsync();
        await SignInAsync(world, "anna1", "visitor0", 4_000);
        await SignInAsync(world, "bert1", "visitor0", 5_000);
        await ClickAsync(world, "visitor0", "i6", 6_000);

        (await world.HistoryAsync("visitor0")).ShouldBe("i6");
        (await world.HistoryAsync("anna1")).ShouldBe("i1 i0 i0"); // what has moved stays
        (await world.UserAsync("anna1"))!.Identity!.Ids.ShouldHaveSingleItem().State.ShouldBe(LinkState.Unlinked);

        world.LogOf("visitor0").AddLink(new LinkRecord(LinkStep.Link, "visitor0", "bert1", 1, IsByOperator: true), T + 7_000);
        await world.RunAsync();

        (await world.HistoryAsync("bert1")).ShouldBe("i0 i6");
        (await world.HistoryAsync("visitor0")).ShouldBe("");
    }

    [Fact]
    public async Task Erasing_the_user_frees_the_id_and_erasing_the_id_lets_the_user_link_it_again()
    {
        using var world = new IdentityWorld(2).WithPolicy(_on);
        await SignInAsync(world, "anna1", "visitor0", 1_000);
        await SignInAsync(world, "bert1", "visitor2", 1_500);
        world.LogOf("anna1").AddErasure("anna1", T + 2_000);
        world.LogOf("visitor2").AddErasure("visitor2", T + 2_000);
        await world.RunAsync();
        await ClickAsync(world, "visitor0", "i3", 3_000);

        (await world.UserAsync("anna1")).ShouldBeNull();
        (await world.HistoryAsync("visitor0")).ShouldBe("i3");
        Holds(await world.StateOfAsync(0), "anna1").ShouldBeFalse();
        (await world.UserAsync("bert1"))!.Identity!.Ids.ShouldHaveSingleItem().State.ShouldBe(LinkState.Moved);
        await SignInAsync(world, "bert1", "visitor2", 4_000);
        (await world.UserAsync("visitor2")).ShouldNotBeNull().Identity!.PointsTo.ShouldBe("bert1");
    }

    [Fact]
    public async Task Without_consent_there_is_no_link_and_who_withdraws_is_known_nowhere()
    {
        using var world = new IdentityWorld(2).WithPolicy(_on);
        foreach (var partition in (int[])[0, 1])
        {
            world.LogOf(partition).AddConsentPolicy(Consents.ConsentLog.Open, T);
        }

        world.LogOf("visitor0").Add(Consents.ConsentLog.Statement("visitor0", """{"personalise":false}""", T + 500), T + 500);
        await SignInAsync(world, "anna1", "visitor0", 1_000);
        await SignInAsync(world, "bert1", "visitor2", 2_000);
        await ClickAsync(world, "visitor2", "i3", 3_000);
        (await world.UserAsync("visitor0")).ShouldBeNull();
        (await world.LinksOfAsync(0))!.Refused[(int)LinkRefusal.Consent].ShouldBe(1);
        (await world.HistoryAsync("bert1")).ShouldBe("i0 i3");

        world.LogOf("bert1").Add(Consents.ConsentLog.Statement("bert1", """{"personalise":false}""", T + 4_000), T + 4_000);
        await world.RunAsync();

        (await world.UserAsync("bert1")).ShouldBeNull();
        Holds(await world.StateOfAsync(0), "bert1").ShouldBeFalse();
        Holds(await world.StateOfAsync(1), "bert1").ShouldBeFalse();
        (await world.UserAsync("visitor2")).ShouldBeNull();
    }

    [Fact]
    public async Task Ids_that_point_to_each_other_come_to_rest_and_no_click_is_lost()
    {
        using var world = new IdentityWorld(2);
        world.LogOf("a0").AddLink(new LinkRecord(LinkStep.Link, "a0", "b1", 1, IsByOperator: true), T);
        world.LogOf("b1").AddLink(new LinkRecord(LinkStep.Link, "b1", "a0", 0, IsByOperator: true), T);
        world.Click("a0", "i1", 1_000).Click("b1", "i2", 2_000);
        await world.RunAsync();
        world.Click("a0", "i3", 3_000).Click("b1", "i4", 4_000);
        await world.RunAsync();

        (await world.CountersAsync()).Applied.ShouldBe(4);
        string.Join(' ', $"{await world.HistoryAsync("a0")} {await world.HistoryAsync("b1")}".Split(' ').Order()).Trim().ShouldBe("i1 i2 i3 i4");
    }

    [Fact]
    public async Task A_carried_click_is_in_time_names_its_origin_and_stands_in_the_verdicts()
    {
        using var world = new IdentityWorld(2, set: options => options.Window.AllowedLatenessMs = 0).WithPolicy(_on);
        await SignInAsync(world, "anna1", "visitor0", 1_000);
        await ClickAsync(world, "anna1", "i1", 100_000);
        await ClickAsync(world, "visitor0", "i2", 5_000);

        (await world.HistoryAsync("anna1")).ShouldBe("i0 i2 i1");
        VerdictsOf(world, 0).ShouldEndWith("V");
        var told = world.Outbound(0, OutboundTopic.Log)[^1];
        told.Forwarded!.Headers.Select(header => $"{header.Key}={Encoding.UTF8.GetString(header.Value)}")
            .ShouldBe(["streamreco-forwarded=anna1", $"streamreco-origin=clicks/0@{world.LogOf(0).NextOffset - 1}"]);
        told.Value.ShouldBe(world.LogOf(0).Records[^1].Value);
    }

    [Fact]
    public async Task A_click_that_waits_is_answered_before_its_user_becomes_another_one()
    {
        using var world = new IdentityWorld(2, set: options => options.Trigger.EmitIntervalMs = 60_000).WithPolicy(_on);
        await ClickAsync(world, "visitor0", "i1", 1_000);
        await ClickAsync(world, "visitor0", "i2", 2_000); // waits
        await SignInAsync(world, "anna1", "visitor0", 3_000);

        AnsweredUsers(world).ShouldBe(["anna1", "visitor0", "visitor0"]);
        var anna = (await world.UserAsync("anna1")).ShouldNotBeNull();
        anna.Answers.ShouldBe(new RecommendationClock(T + 61_000, -1));
        for (var partition = 0; partition < 2; partition++)
        {
            await ShouldReplayAlikeAsync(world, partition);
        }
    }

    [Theory]
    [InlineData(Incident.CommitFailsBefore)]
    [InlineData(Incident.CommitFailsAfter)]
    [InlineData(Incident.Crash)]
    [InlineData(Incident.SnapshotThenCrash)]
    public async Task Killed_at_each_step_of_a_link_both_partitions_end_with_the_bytes_of_a_run_that_was_not(Incident incident)
    {
        using var whole = new IdentityWorld(2);
        await LinkAsync(whole);
        var steps = whole.Batches;
        steps.ShouldBeGreaterThan(8);
        for (var step = 1; step <= steps; step++)
        {
            using var world = new IdentityWorld(2) { IncidentAt = step, Incident = incident };
            await LinkAsync(world);
            for (var partition = 0; partition < 2; partition++)
            {
                var (expected, outcome) = (await whole.StateOfAsync(partition), await world.StateOfAsync(partition));
                Convert.ToHexString(outcome.State).ShouldBe(Convert.ToHexString(expected.State), $"step {step}");
                TextOf(outcome.Users).ShouldBe(TextOf(expected.Users), $"step {step}");
                world.Outbound(partition, OutboundTopic.Log).Count.ShouldBe(whole.Outbound(partition, OutboundTopic.Log).Count, $"step {step}");
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Through_all_crashes_each_click_counts_once_and_every_partition_replays_to_the_same_bytes(bool comesTwice)
    {
        var (links, forwarded) = (0L, 0L);
        for (var seed = 0; seed < 25; seed++)
        {
            var random = new Random(seed);
            using var world = new IdentityWorld(1 + (seed % 3), comesTwice).WithPolicy(_on);
            var clicks = new SortedDictionary<string, int>(StringComparer.Ordinal) { ["anna1"] = 0, ["bert2"] = 0 };
            for (var step = 0; step < 60; step++)
            {
                var owner = random.Next(2) == 0 ? "anna1" : "bert2";
                var visitor = (owner, random.Next(2)) switch
                {
                    ("anna1", 0) => "phone0",
                    ("anna1", _) => "laptop2",
                    _ => "desk1",
                };
                var signsIn = random.Next(3) == 0;
                world.Click(signsIn ? owner : visitor, $"i{random.Next(12)}", 1_000 * step, signsIn ? visitor : null);
                clicks[owner]++;
                if (random.Next(4) == 0)
                {
                    await world.RunAsync(random);
                }
            }

            await world.RunAsync(random);
            world.Click("anna1", "i1", 100_000, "phone0").Click("anna1", "i1", 101_000, "laptop2").Click("bert2", "i1", 102_000, "desk1");
            await world.RunAsync(random);

            foreach (var (owner, count) in clicks)
            {
                var user = (await world.UserAsync(owner)).ShouldNotBeNull();
                (user.Applied, user.Recent.Count + user.Recent.Dropped).ShouldBe((count + (owner == "anna1" ? 2 : 1), user.Applied), $"seed {seed}");
            }

            for (var partition = 0; partition < world.Partitions; partition++)
            {
                await ShouldReplayAlikeAsync(world, partition, $"seed {seed}");
                var known = await world.LinksOfAsync(partition);
                (links, forwarded) = (links + known!.Linked, forwarded + known.Forwarded);
            }
        }

        links.ShouldBeGreaterThan(50);
        forwarded.ShouldBeGreaterThan(200);
    }

    /// <summary>A visitor, a sign-in, later clicks, another user at the device, and back: each step of a link, one after the other.</summary>
    private static async Task LinkAsync(IdentityWorld world)
    {
        world.WithPolicy(_on);
        await ClickAsync(world, "visitor0", "i1", 1_000);
        await SignInAsync(world, "anna1", "visitor0", 2_000);
        await ClickAsync(world, "visitor0", "i3", 3_000);
        await SignInAsync(world, "bert1", "visitor0", 4_000);
        await ClickAsync(world, "visitor0", "i5", 5_000);
        await SignInAsync(world, "anna1", "visitor0", 6_000);
        world.LogOf("anna1").AddErasure("anna1", T + 7_000);
        await world.RunAsync();
    }

    private static string TextOf(SortedDictionary<string, byte[]> users) =>
        string.Join('\n', users.Select(user => $"{user.Key} {Convert.ToHexString(user.Value)}"));

    private static async Task SignInAsync(IdentityWorld world, string user, string anonymous, long afterMs)
    {
        world.Click(user, "i0", afterMs, anonymous);
        await world.RunAsync();
    }

    private static async Task ClickAsync(IdentityWorld world, string id, string item, long afterMs)
    {
        world.Click(id, item, afterMs);
        await world.RunAsync();
    }

    private static async Task ShouldReplayAlikeAsync(IdentityWorld world, int partition, string? why = null)
    {
        var live = await world.StateOfAsync(partition);
        var replayed = await world.ReplayAsync(partition);
        Convert.ToHexString(replayed.State).ShouldBe(Convert.ToHexString(live.State), why);
        TextOf(replayed.Users).ShouldBe(TextOf(live.Users), why);
    }

    private static string[] AnsweredUsers(IdentityWorld world) =>
    [
        .. Enumerable.Range(0, world.Partitions).SelectMany(partition => world.Outbound(partition, OutboundTopic.Recommendations))
            .Where(record => record.Value is not null)
            .Select(record => JsonDocument.Parse(record.Value!).RootElement.GetProperty("user_id").GetString()!).Order(StringComparer.Ordinal),
    ];

    private static string VerdictsOf(IdentityWorld world, int partition) => string.Concat(
        world.Outbound(partition, OutboundTopic.Verdicts).Select(record => VerdictRecord.Parse(record.Value).Verdicts.Runs));

    private static bool Holds((byte[] State, SortedDictionary<string, byte[]> Users) durable, string id)
    {
        var bytes = Encoding.UTF8.GetBytes(id);
        return durable.State.AsSpan().IndexOf(bytes) >= 0 || durable.Users.Any(user => user.Key == id || user.Value.AsSpan().IndexOf(bytes) >= 0);
    }
}
