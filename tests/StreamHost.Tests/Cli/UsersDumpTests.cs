using System.Buffers;
using System.Text;
using StreamReco.Models.Events;
using StreamReco.Models.Items;
using StreamReco.Models.Users;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Cli.Users;
using StreamReco.TestKit.Store;

namespace StreamReco.StreamHost.Tests.Cli;

public sealed class UsersDumpTests
{
    private static readonly UserStateOptions _options = new() { RecentItemsMax = 3 };

    private static readonly ItemSpace _space =
        new(["red shoe", "hat"], [1f, 0f, 0.25f, 0.5f], dimensions: 2, prior: [2f, 0f, 2f], fingerprint: 7);

    private readonly InMemoryShardStore _store = new();

    [Fact]
    public async Task A_user_is_one_canonical_line()
    {
        await SaveAsync("shop", 0, Ann());
        // The vector by hand: P = 2I; (1, 0) gives x = (2/3, 0) and P₁₁ = 2/3; then (1/4, 1/2) at weight 2
        // adds 0.8·(1/6, 1), in floats.
        (await DumpAsync(_space)).ShouldBe(
            """
            {"user_id":"ann \"ä\"","applied":3,"first_event_ms":1000,"last_event_ms":5000,
            "events":{"view_item":1,"add_to_cart":1,"view_home":1},
            "session":{"id":"ann \"ä\":1000","start_ms":1000,"end_ms":5000,"events":3},
            "recent":[{"item_id":"red shoe","time_ms":1000,"event_type":"view_item"},
            {"item_id":"hat","time_ms":2000,"event_type":"add_to_cart"}],
            "interests":[{"tag":"shoes","weight":1,"at_ms":1000}],"vector":[0.8,0.7999999]}
            """.ReplaceLineEndings("")
            + "\n");
    }

    [Fact]
    public async Task Users_come_by_rising_id_however_they_are_spread()
    {
        string[] ids = ["\uFB01", "b", "😀", "a", "", "c", "aa"];
        await SaveAsync("shop", 0, [.. ids.Select(id => Fresh(id))]);
        var together = await DumpAsync(_space);

        var spread = new UsersDumpTests();
        foreach (var partition in Enumerable.Range(0, 3))
        {
            await spread.SaveAsync("shop", partition, [.. ids.Where((_, i) => i % 3 == partition).Select(id => Fresh(id))]);
        }

        (await spread.DumpAsync(_space)).ShouldBe(together);
        together.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(IdOf).ShouldBe(["", "a", "aa", "b", "c", "\uFB01", "😀"]);
    }

    [Fact]
    public async Task Only_the_pipeline_that_was_named_is_dumped()
    {
        await SaveAsync("shop", 0, Fresh("ann"));
        await SaveAsync("trial", 0, Fresh("ann"), Fresh("bob"));
        (await DumpAsync(_space, "shop")).ShouldBe((await DumpAsync(_space, "trial")).Split('\n')[0] + "\n");
        (await DumpAsync(_space)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(IdOf).ShouldBe(["ann", "ann", "bob"]);
        (await DumpAsync(_space, "nobody")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_model_a_dump_lacks_the_vectors_alone()
    {
        await SaveAsync("shop", 0, Ann());
        var bare = await DumpAsync(UsersDump.WithoutModel());
        bare.ShouldEndWith(",\"vector\":null}\n");
        (await DumpAsync(_space)).ShouldStartWith(bare[..bare.IndexOf(",\"vector\"", StringComparison.Ordinal)]);
    }

    [Fact]
    public async Task A_damaged_state_is_named()
    {
        var lease = await _store.AcquireAsync(new ShardId("shop", "clicks", 5), "a", default);
        await _store.SaveAsync(lease, new SnapshotDelta(1, default, [new StoredUser("ann", new byte[] { 9 })]), default);
        (await Should.ThrowAsync<InvalidDataException>(() => DumpAsync(_space))).Message
            .ShouldStartWith("User 'ann' of shard clicks/5 in pipeline shop: ");
    }

    [Fact]
    public async Task Showing_a_user_names_the_shard()
    {
        await SaveAsync("shop", 2, Fresh("bob"));
        await SaveAsync("shop", 3, Fresh("ann"));
        using var output = new MemoryStream();
        (await UsersShow.RunAsync(_store, Codec(_space), null, "ann", output, default)).ShouldBe(1);
        Encoding.UTF8.GetString(output.ToArray()).ShouldStartWith(
            "{\n  \"pipeline\": \"shop\",\n  \"topic\": \"clicks\",\n  \"partition\": 3,\n  \"user_id\": \"ann\",\n  \"applied\": 1,\n");
        output.SetLength(0);
        (await UsersShow.RunAsync(_store, Codec(_space), "trial", "ann", output, default)).ShouldBe(0);
        output.Length.ShouldBe(0);
    }

    private static string IdOf(string line) => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("user_id").GetString()!;

    private static UserStateCodec Codec(ItemSpace space) => new(_options, space);

    private static UserState Ann()
    {
        var user = new UserState("ann \"ä\"", _options);
        user.Apply(Click(EventType.ViewItem, 1000, new ItemTouch("red shoe", "shoes", 10, 1)), _space);
        user.Apply(Click(EventType.AddToCart, 2000, new ItemTouch("hat", null, 10, 1)), _space);
        user.Apply(Click(EventType.ViewHome, 5000), _space);
        return user;
    }

    private static UserState Fresh(string id)
    {
        var user = new UserState(id, _options);
        user.Apply(Click(EventType.ViewHome, 1000), _space);
        return user;
    }

    private static ClickEvent Click(EventType type, long timeMs, params ItemTouch[] items)
    {
        var click = new ClickEvent { Type = type, EventTimeMs = timeMs };
        foreach (var item in items)
        {
            click.AddItem(item);
        }

        return click;
    }

    private async Task SaveAsync(string pipeline, int partition, params UserState[] users)
    {
        var lease = await _store.AcquireAsync(new ShardId(pipeline, "clicks", partition), "a", default);
        await _store.SaveAsync(lease, new SnapshotDelta(1, default, [.. users.Select(Stored)]), default);
    }

    private static StoredUser Stored(UserState user)
    {
        var bytes = new ArrayBufferWriter<byte>();
        Codec(_space).Write(user, bytes);
        return new StoredUser(user.UserId, bytes.WrittenMemory);
    }

    private async Task<string> DumpAsync(ItemSpace space, string? pipeline = null)
    {
        using var output = new MemoryStream();
        var lines = await UsersDump.RunAsync(_store, Codec(space), pipeline, output, default);
        var text = Encoding.UTF8.GetString(output.ToArray());
        text.Count(c => c == '\n').ShouldBe((int)lines);
        return text;
    }
}
