using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Items;
using StreamReco.StreamHost.Kafka.Embedded;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Kafka.Spans;
using StreamReco.TestKit.Events;

namespace StreamReco.StreamHost.Tests.EndToEnd;

/// <summary>An item that came after training, from its catalog record to the answers that hold it.</summary>
public sealed class NewItemTests : IDisposable
{
    private const long StartMs = 1_700_000_000_000;

    private readonly TemporaryFolder _folder = new();
    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start();
    private readonly ConcurrentQueue<JsonElement> _answers = new();

    public void Dispose()
    {
        _broker.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_next_answer_to_a_fitting_user_holds_the_new_item_and_names_content()
    {
        var harness = await HarnessAsync();
        await using var node = await harness.StartAsync();
        using var writer = new RecordWriter(harness.Options.Kafka);
        using var reader = new RecommendationReader(harness.Options.Kafka, bytes => _answers.Enqueue(JsonSerializer.Deserialize<JsonElement>(bytes)));

        Click(harness, writer, "u1", "i3", 0);
        Click(harness, writer, "u2", "i33", 1);
        await node.UntilAsync("two answers", () => _answers.Count == 2);
        _answers.ShouldAllBe(answer => ItemsOf(answer).All(item => IdOf(item) != "new"));

        Put(harness, writer, PathModel.ItemOf("new", group: 0) with { Vector = new float[] { 0, 0 } });
        await node.UntilAsync("the catalog record", () => node.Find("new") is not null);
        Click(harness, writer, "u1", "i4", 2);
        Click(harness, writer, "u2", "i34", 3);
        await node.UntilAsync("two more answers", () => _answers.Count == 4);

        var fitting = LastAnswerTo("u1");
        var item = ItemsOf(fitting).Where(item => IdOf(item) == "new").ShouldHaveSingleItem();
        var reason = item.GetProperty("reason");
        reason.GetProperty("source").GetString().ShouldBe("content");
        reason.GetProperty("because_of").EnumerateArray().Select(id => id.GetString()).ShouldBeSubsetOf(["i3", "i4"]);
        ItemsOf(LastAnswerTo("u2")).ShouldAllBe(other => IdOf(other) != "new");

        writer.Write(harness.Topics.Catalog, Encoding.UTF8.GetBytes("new"), null, null, null, CancellationToken.None);
        await node.UntilAsync("the tombstone", () => node.Find("new") is null);
        Click(harness, writer, "u1", "i5", 4);
        await node.UntilAsync("one more answer", () => _answers.Count == 5);
        ItemsOf(LastAnswerTo("u1")).ShouldAllBe(other => IdOf(other) != "new");
    }

    private async Task<PathHarness> HarnessAsync()
    {
        var topics = await PathTopics.CreateAsync(
            (name, partitions) =>
            {
                _broker.CreateTopic(name, partitions);
                return Task.FromResult(name);
            },
            partitions: 1);
        var harness = new PathHarness(_broker.Bootstrap, "new-items", topics, Path.Combine(_folder.Path, "state.db"));
        harness.Options.Model.Directory = Path.Combine(_folder.Path, "model");
        ModelArtifactWriter.Write(harness.Options.Model.Directory, PathModel.MakeStackWithContent());
        return harness;
    }

    private static void Click(PathHarness harness, RecordWriter writer, string user, string item, int second)
    {
        var time = StartMs + (second * 1_000L);
        writer.Write(
            harness.Topics.Clicks, Encoding.UTF8.GetBytes(user), EventBytes.View(user, item, time), time, null, CancellationToken.None);
        writer.Flush(TimeSpan.FromSeconds(30));
    }

    private static void Put(PathHarness harness, RecordWriter writer, CatalogItem item)
    {
        var json = new ArrayBufferWriter<byte>();
        CatalogJson.Write(json, item);
        writer.Write(
            harness.Topics.Catalog, Encoding.UTF8.GetBytes(item.ItemId), json.WrittenSpan.ToArray(), null, null, CancellationToken.None);
        writer.Flush(TimeSpan.FromSeconds(30));
    }

    private JsonElement LastAnswerTo(string user) =>
        _answers.Last(answer => answer.GetProperty("user_id").GetString() == user);

    private static IEnumerable<JsonElement> ItemsOf(JsonElement answer) => answer.GetProperty("items").EnumerateArray();

    private static string? IdOf(JsonElement item) => item.GetProperty("item_id").GetString();
}
