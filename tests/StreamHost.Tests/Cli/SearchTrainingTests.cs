using System.Text;
using System.Text.Json;
using StreamReco.Models.Artifacts;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Tests.Cli;

/// <summary><c>train</c> learns the ranker of search from the searches and clicks of its events.</summary>
public sealed class SearchTrainingTests : IDisposable
{
    private const int Queries = 20;
    private const int ItemsPerQuery = 8;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Searches_with_clicks_make_a_ranker_beside_the_model()
    {
        await File.WriteAllTextAsync(Of("items.ndjson"), Items());
        await File.WriteAllTextAsync(Of("clicks.ndjson"), Visits(searches: 600, seed: 1));

        var run = await TrainAsync("--items", Of("items.ndjson"));

        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
        run.Output.ShouldContain("searches with clicks");
        run.Output.ShouldContain(": a ranker of ");
        File.Exists(Path.Combine(Of("model"), SearchRankerFiles.Graph)).ShouldBeTrue();
    }

    [Fact]
    public async Task Few_searches_and_items_of_which_nothing_is_said_make_none_and_say_so()
    {
        await File.WriteAllTextAsync(Of("items.ndjson"), Items());
        await File.WriteAllTextAsync(Of("clicks.ndjson"), Visits(searches: 40, seed: 2));

        var few = await TrainAsync("--items", Of("items.ndjson"));
        var unsaid = await TrainAsync();

        few.Output.ShouldContain("too few to learn from; 100 is the least");
        unsaid.Output.ShouldContain("but nothing is said of the items: give --items");
        File.Exists(Path.Combine(Of("model"), SearchRankerFiles.Graph)).ShouldBeFalse();
    }

    private Task<CommandLineRun> TrainAsync(params string[] more) => CommandLineRun.OfAsync(
        ["train", Of("clicks.ndjson"), "--algorithm", "ials", "--dimensions", "8", "--epochs", "2", "--output", Of("model"), .. more]);

    private string Of(string name) => Path.Combine(_folder.Path, name);

    private static string Items()
    {
        var text = new StringBuilder();
        for (var item = 0; item < Queries * ItemsPerQuery; item++)
        {
            var (query, filler) = (item / ItemsPerQuery, string.Join(' ', Enumerable.Repeat("filler", item % 4)));
            text.AppendLine(JsonSerializer.Serialize(
                new { item_id = $"i{item}", name = $"word{query}x {filler}", available = item * 7 % 11 < 5 }));
        }

        return text.ToString();
    }

    /// <summary>Lists in an order that says nothing; what can be bought is clicked four times as often.</summary>
    private static string Visits(int searches, int seed)
    {
        var (random, text) = (new Random(seed), new StringBuilder());
        for (var search = 0; search < searches; search++)
        {
            var (query, user, time) = (random.Next(Queries), $"u{random.Next(50)}", 1_790_000_000_000 + (search * 60_000L));
            var shown = Enumerable.Range(query * ItemsPerQuery, ItemsPerQuery).OrderBy(_ => random.Next()).ToArray();
            text.AppendLine(JsonSerializer.Serialize(new
            {
                event_id = $"s{search}",
                event_type = "search",
                user_id = user,
                search_id = $"q{search}",
                query = $"word{query}x",
                timestamp = time,
                items = shown.Select((item, place) => new { item_id = $"i{item}", index = place + 1 }),
            }));
            for (var place = 0; place < shown.Length; place++)
            {
                var attraction = shown[place] * 7 % 11 < 5 ? 0.8 : 0.2;
                if (random.NextDouble() < attraction * Math.Pow(place + 1, -0.8))
                {
                    text.AppendLine(JsonSerializer.Serialize(new
                    {
                        event_id = $"c{search}-{place}",
                        event_type = "select_item",
                        user_id = user,
                        search_id = $"q{search}",
                        item_id = $"i{shown[place]}",
                        timestamp = time + 1_000 + place,
                    }));
                }
            }
        }

        return text.ToString();
    }
}
