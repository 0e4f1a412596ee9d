using System.Text.Json;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Tests.Cli;

/// <summary><c>evaluate --protocol search</c>.</summary>
public sealed class SearchEvaluationTests : IDisposable
{
    private static readonly string[] _figures = ["nDCG@10", "MRR@10", "R@100", "unjudged@10", "condensed", "zero"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_report_has_the_figures_of_the_three_rankers_and_of_typing_errors()
    {
        var run = await CommandLineRun.OfAsync(
            "evaluate", "--protocol", "search", "--items", Items(), "--ratings", Ratings(), "--typos", Typos(), "--report", Of("r.json"));

        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
        run.Output.ShouldContain("learned-bm25f: nDCG@10");
        using var report = JsonDocument.Parse(await File.ReadAllTextAsync(Of("r.json")));
        foreach (var name in new[] { "bm25f", "fixed", "learned", "typo" })
        {
            foreach (var figure in _figures)
            {
                report.RootElement.GetProperty(name).GetProperty(figure).GetDouble().ShouldBeGreaterThanOrEqualTo(0);
            }
        }

        report.RootElement.GetProperty("fixed").GetProperty("nDCG@10").GetDouble().ShouldBe(1, 1e-4);
        report.RootElement.GetProperty("typo").GetProperty("nDCG@10").GetDouble().ShouldBe(1, 1e-4);
        report.RootElement.GetProperty("typo-untolerant").GetProperty("nDCG@10").GetDouble().ShouldBeLessThan(0.9);
        report.RootElement.GetProperty("paired").GetProperty("learned-bm25f").GetProperty("low").GetDouble().ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public async Task A_search_without_its_files_and_its_options_elsewhere_are_refused()
    {
        var lacking = await CommandLineRun.OfAsync("evaluate", "--protocol", "search", "--items", Items());
        lacking.ExitCode.ShouldBe(ExitCode.Usage);
        lacking.Error.ShouldContain("--protocol search needs --ratings FILE.");

        var elsewhere = await CommandLineRun.OfAsync(
            "evaluate", "--protocol", "sessions", "--train", Items(), "--test", Items(), "--typos", Typos());
        elsewhere.ExitCode.ShouldBe(ExitCode.Usage);
        elsewhere.Error.ShouldContain("--typos is an option of --protocol search.");
    }

    [Fact]
    public async Task A_rating_above_3_is_refused_with_its_line()
    {
        await File.WriteAllTextAsync(Of("seven.csv"), "query,docid,rating\nusb,1,7\n");

        var run = await CommandLineRun.OfAsync("evaluate", "--protocol", "search", "--items", Items(), "--ratings", Of("seven.csv"));

        run.ExitCode.ShouldBe(ExitCode.Failure);
        run.ErrorLines[^1].ShouldEndWith("seven.csv, line 2: the rating is '7'; write a whole number from 0 to 3.");
    }

    [Fact]
    public async Task A_wrong_rating_and_wrong_synonyms_end_in_one_line_that_names_the_file()
    {
        await File.WriteAllTextAsync(Of("bad.csv"), "query,docid,rating\nmouse,i1,good\n");
        var rated = await CommandLineRun.OfAsync("evaluate", "--protocol", "search", "--items", Items(), "--ratings", Of("bad.csv"));
        rated.ExitCode.ShouldBe(ExitCode.Failure);
        rated.Error.ShouldContain("bad.csv, line 2: the rating is 'good'");

        await File.WriteAllTextAsync(Of("synonyms.txt"), "alone\n");
        var named = await CommandLineRun.OfAsync(
            "evaluate", "--protocol", "search", "--items", Items(), "--ratings", Ratings(), "--synonyms", Of("synonyms.txt"));
        named.ExitCode.ShouldNotBe(ExitCode.Ok);
        named.Error.ShouldContain("Line 1 of the synonyms is 'alone'");
    }

    private string Items() => Write("items.ndjson", Enumerable.Range(0, 40).Select(i =>
        $$"""{"item_id":"i{{i}}","name":"{{Kind(i)}} model{{i}}","brand":"b{{i % 3}}","description":"a thing","ean":["40{{i:D3}}"]}"""));

    private string Ratings() => Write("ratings.csv", Enumerable.Range(0, 40)
        .SelectMany(i => Enumerable.Range(0, 4).Select(kind => $"{Kind(kind)},i{i},{(i % 4 == kind ? 3 : 0)}")).Prepend("query,docid,rating"));

    private string Typos() => Write("typos.csv", ["typo,query", "keybaord,keyboard", "printr,printer"]);

    private static string Kind(int i) => new[] { "keyboard", "printer", "headset", "monitor" }[i % 4];

    private string Write(string name, IEnumerable<string> lines)
    {
        File.WriteAllLines(Of(name), lines);
        return Of(name);
    }

    private string Of(string name) => Path.Combine(_folder.Path, name);
}
