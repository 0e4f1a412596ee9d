using System.Text;
using System.Text.Json;
using StreamReco.Stages.Privacy;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Tests.Kafka;

namespace StreamReco.StreamHost.Tests.Search;

/// <summary>What a node writes of a search that it served says of the query what the privacy setting lets it say.</summary>
public sealed class ServedTextTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(QueryTextRule.Keep)]
    [InlineData(QueryTextRule.Hash)]
    [InlineData(QueryTextRule.Drop)]
    public async Task A_served_record_has_the_text_its_hash_or_nothing(QueryTextRule rule)
    {
        var key = Path.Combine(_folder.Path, "erasure.key");
        await File.WriteAllTextAsync(key, Convert.ToBase64String(Enumerable.Range(1, 32).Select(i => (byte)i).ToArray()));
        await using var scene = await SearchScene.StartAsync(options => Set(options, rule, key));

        var answer = await scene.SearchAsync("q=Desk+Lamps&n=5&user=anna");
        await scene.Http.UntilAsync(
            "the record is written", "/v1/search/queries", counted => counted.GetProperty("served").GetProperty("written").GetInt64() == 1);

        var records = await TopicReader.ReadAllAsync(scene.Http.Options.Kafka.Bootstrap, scene.Http.Options.Kafka.Clicks);
        var record = records.Single(one => one.Message.Value is { } value && Encoding.UTF8.GetString(value).Contains("search_id", StringComparison.Ordinal));
        var text = Encoding.UTF8.GetString(record.Message.Value);
        var served = JsonDocument.Parse(text).RootElement;
        served.GetProperty("search_id").GetString().ShouldBe(answer.GetProperty("search_id").GetString());
        text.Contains("desk", StringComparison.OrdinalIgnoreCase).ShouldBe(rule == QueryTextRule.Keep);
        var query = served.TryGetProperty("query", out var said) ? said.GetString() : null;
        switch (rule)
        {
            case QueryTextRule.Keep:
                query.ShouldBe("Desk Lamps");
                break;
            case QueryTextRule.Hash:
                query.ShouldBe(QueryMask.Open(scene.Http.Options.Pipeline.Privacy)!.Of("desk lamp")); // one hash for all that counts as one
                break;
            default:
                query.ShouldBeNullOrEmpty();
                break;
        }
    }

    private static void Set(StreamRecoOptions options, QueryTextRule rule, string key)
    {
        options.Pipeline.Privacy.QueryText = rule;
        options.Pipeline.Privacy.ErasureKeyFile = rule == QueryTextRule.Hash ? key : "";
    }
}
