using System.Text;
using System.Text.Json;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Tests.Http;

namespace StreamReco.StreamHost.Tests.Search;

/// <summary>A node with a small catalog of lamps and chairs that can be searched.</summary>
internal sealed class SearchScene : IAsyncDisposable
{
    private SearchScene(HttpScene http) => Http = http;

    public HttpScene Http { get; }

    /// <summary>Starts a node and waits until it answers searches.</summary>
    public static async Task<SearchScene> StartAsync(Action<StreamRecoOptions>? set = null)
    {
        var scene = new SearchScene(await HttpScene.StartAsync(options =>
        {
            options.Pipeline.Search.PublishMs = 20;
            options.Pipeline.Search.CountsEveryMs = 250;
            set?.Invoke(options);
        }));
        await scene.Http.UntilAsync("ready", "/health/ready", answer => answer.GetProperty("status").GetString() == "ready");
        scene.Put(Lamps());
        await scene.Http.UntilAsync("found", "/v1/search?q=lamp", answer => answer.TryGetProperty("total", out var total) && total.GetInt32() == LampCount);
        return scene;
    }

    public const int LampCount = 60;

    /// <summary>Writes catalog records.</summary>
    public void Put(params IEnumerable<object> items)
    {
        using var writer = new RecordWriter(Http.Options.Kafka);
        foreach (var item in items)
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(item);
            var id = JsonDocument.Parse(json).RootElement.GetProperty("item_id").GetString()!;
            writer.Write(Http.Options.Kafka.Catalog, Encoding.UTF8.GetBytes(id), json, null, null, default);
        }

        writer.Flush(TimeSpan.FromSeconds(30));
    }

    /// <summary>Removes an item from the catalog.</summary>
    public void Remove(string id)
    {
        using var writer = new RecordWriter(Http.Options.Kafka);
        writer.Write(Http.Options.Kafka.Catalog, Encoding.UTF8.GetBytes(id), null, null, null, default);
        writer.Flush(TimeSpan.FromSeconds(30));
    }

    public Task<JsonElement> SearchAsync(string query) => Http.GetAsync($"/v1/search?{query}");

    public static string[] Ids(JsonElement answer) =>
        [.. answer.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("item_id").GetString()!)];

    public ValueTask DisposeAsync() => Http.DisposeAsync();

    private static IEnumerable<object> Lamps() => Enumerable.Range(0, LampCount).Select(i => (object)new
    {
        item_id = $"lamp{i:00}",
        name = i % 2 == 0 ? "Desk lamp" : "Floor lamp",
        brand = i % 3 == 0 ? "Acme" : "Bolt",
        category = "Lamps",
        price = 10 + i,
        available = i % 10 != 0,
        ean = $"40063813{i:00000}",
    });
}
