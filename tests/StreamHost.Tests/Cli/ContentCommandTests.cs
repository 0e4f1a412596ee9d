using System.Globalization;
using System.Text;
using System.Text.Json;
using StreamReco.Models.Artifacts;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Tests.Cli;

/// <summary>What is said of items, and rules of re-ranking, by the commands that train and judge.</summary>
public sealed class ContentCommandTests : IDisposable
{
    private const int Items = 60;
    private const int Topics = 6;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Train_takes_items_and_vectors_from_files_and_passes_bad_ones_over_with_their_reason()
    {
        var vectors = Of("vectors.ndjson");
        await File.WriteAllLinesAsync(vectors, Enumerable.Range(0, Items).Select(i => Line($"i{i}", i % Topics, 1))
            .Append("""{"item_id":"i1","vector":[1]}""").Append("""{"item_id":"i2","vector":["x",1]}"""));

        var run = await CommandLineRun.OfAsync(
            "train", Sessions("train.txt", 120), "--format", "sessions", "--items", Catalog(), "--item-vectors", vectors,
            "--budget", "0.01", "--output", Of("model"));

        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
        run.Output.ShouldContain("items   60 items from items.ndjson");
        run.Output.ShouldContain("vectors 60 vectors of 2 from vectors.ndjson");
        run.Output.ShouldContain("skipped 1 of vectors.ndjson: vector has another length than the first one's 2.");
        run.Output.ShouldContain("skipped 1 of vectors.ndjson: vector has no finite number in place 1.");
        run.Output.ShouldContain("chosen  content gate: ");
        var model = ModelArtifactLoader.Load(Of("model"));
        model.Stack!.Parts.Content!.Encoder.VectorLength.ShouldBe(2);
        model.ItemInfo[0].Category.ShouldStartWith("c");
    }

    [Fact]
    public async Task A_file_without_one_usable_vector_ends_the_training_in_one_line()
    {
        var vectors = Of("vectors.ndjson");
        await File.WriteAllTextAsync(vectors, """{"item_id":"i1","vector":[0,0]}""" + "\n");

        var run = await CommandLineRun.OfAsync(
            "train", Sessions("train.txt", 20), "--format", "sessions", "--item-vectors", vectors, "--output", Of("model"));

        run.ExitCode.ShouldBe(ExitCode.Failure);
        run.ErrorLines.ShouldHaveSingleItem().ShouldContain("not one vector can be used (1 × vector is all 0.)");
    }

    [Fact]
    public async Task Evaluate_tells_what_content_is_worth_by_the_clicks_of_an_item()
    {
        var report = Of("report.json");

        var run = await CommandLineRun.OfAsync(
            "evaluate", "--protocol", "sessions", "--train", Sessions("train.txt", 800), "--test", Sessions("test.txt", 40, seed: 2),
            "--items", Catalog(), "--budget", "0.01", "--cold", "0.2", "--report", report);

        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
        run.Output.ShouldContain("new     12 items, their clicks withheld from training");
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(report));
        var rows = json.RootElement.GetProperty("rows");
        rows.GetProperty("0 clicks, without content").GetProperty("metrics").GetProperty("HR@20").GetDouble().ShouldBe(0);
        rows.GetProperty("0 clicks, with content").GetProperty("metrics").GetProperty("HR@20").GetDouble().ShouldBeGreaterThan(0);
        rows.EnumerateObject().Select(row => row.Name).ShouldContain("all, with content");
    }

    [Fact]
    public async Task Evaluate_tells_what_each_rule_costs()
    {
        var (rules, report) = (Of("rules.json"), Of("report.json"));
        await File.WriteAllTextAsync(rules, """
            {"rules": [{"name": "ad", "kind": "pin", "slot": 1, "label": "sponsored", "items": ["i59", "i58"]},
                       {"name": "nothing", "kind": "bury", "match": {"items": ["not sold"]}},
                       {"name": "one of each", "kind": "limit", "per": "category", "max": 1}]}
            """);

        var run = await CommandLineRun.OfAsync(
            "evaluate", "--protocol", "sessions", "--train", Sessions("train.txt", 120), "--test", Sessions("test.txt", 40, seed: 2),
            "--items", Catalog(), "--budget", "0.01", "--rules", rules, "--report", report);

        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(report));
        json.RootElement.GetProperty("rows").EnumerateObject().Select(row => row.Name)
            .ShouldBe(["all rules", "without ad", "without nothing", "without one of each", "without diversity", "no rules"], ignoreOrder: true);
        var costs = json.RootElement.GetProperty("rule_costs");
        Cost("nothing").ShouldBe([0, 0, 0]);
        Cost("one of each")[0].ShouldBeGreaterThan(0.1); // sessions stay within a category
        Cost("ad")[0].ShouldBeInRange(-0.05, 0.5);
        run.Output.ShouldContain("cost    nothing: HR@20 0.00 (0.00 to 0.00), MRR@20 0.00 (0.00 to 0.00) points");

        double[] Cost(string rule) => [.. costs.GetProperty(rule).GetProperty("HR@20").EnumerateArray().Select(value => value.GetDouble())];
    }

    [Theory]
    [InlineData("--cold is 1; it must lie between 0 and 1.", "--cold", "1")]
    [InlineData("--cold and --rules cannot be judged together; give one of them.", "--cold", "0.1", "--rules", "r.json")]
    [InlineData("--rules and --ablate cannot be judged together; give one of them.", "--rules", "r.json", "--ablate")]
    public async Task What_cannot_be_judged_is_wrong_usage(string line, params string[] args)
    {
        var run = await CommandLineRun.OfAsync(["evaluate", "--protocol", "leave-one-out", "--data", "x.txt", .. args]);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.ErrorLines[0].ShouldBe(line);
    }

    private string Of(string name) => Path.Combine(_folder.Path, name);

    private string Catalog()
    {
        File.WriteAllLines(Of("items.ndjson"), Enumerable.Range(0, Items).Select(i =>
            $$"""{"item_id":"i{{i}}","name":"thing{{i % Topics}} of kind{{i % Topics}}","category":"c{{i % Topics}}"}"""));
        return Of("items.ndjson");
    }

    /// <summary>Sessions that stay within a topic.</summary>
    private string Sessions(string name, int count, int seed = 1)
    {
        var random = new Random(seed);
        var text = new StringBuilder("SessionId\tItemId\tTime\n");
        for (var session = 0; session < count; session++)
        {
            var topic = random.Next(Topics);
            for (var step = 0; step < 5; step++)
            {
                text.Append(CultureInfo.InvariantCulture,
                    $"{session}\ti{topic + (Topics * random.Next(Items / Topics))}\t{1_600_000_000 + (session * 1_000) + (step * 20)}\n");
            }
        }

        File.WriteAllText(Of(name), text.ToString());
        return Of(name);
    }

    private static string Line(string id, int topic, int sign) => string.Create(
        CultureInfo.InvariantCulture, $"{{\"item_id\":\"{id}\",\"vector\":[{sign * Math.Cos(topic):0.000},{Math.Sin(topic):0.000}]}}");
}
