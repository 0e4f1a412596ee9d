using System.CommandLine;
using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using StreamReco.Models.Data;
using StreamReco.Models.Items;
using StreamReco.Models.Search.Evaluation;
using StreamReco.Stages;
using StreamReco.Stages.Catalog;
using StreamReco.StreamHost.Search;

namespace StreamReco.Benchmarks.Search;

/// <summary>
/// Command <c>search-load</c>: a node's search at a fixed rate of requests, while clicks change the counts and records the catalog.
/// Latency is from the moment that a request was due, so a stall counts for all that had to wait.
/// </summary>
internal sealed class SearchLoadCommand : Command
{
    private const int SuggestRounds = 10;

    private readonly Option<string> _items = new("--items") { Description = "Catalog records, one a line.", Required = true };
    private readonly Option<string> _ratings = new("--ratings") { Description = "query,docid,rating: gives the queries.", Required = true };
    private readonly Option<int> _copies = new("--copies") { Description = "Times that the catalog is repeated.", DefaultValueFactory = _ => 10 };
    private readonly Option<int> _rate = new("--rate") { Description = "Searches a second.", DefaultValueFactory = _ => 1_000 };
    private readonly Option<int> _seconds = new("--seconds") { Description = "How long.", DefaultValueFactory = _ => 20 };

    public SearchLoadCommand()
        : base("search-load", "Latency, CPU and allocation of a node's search at a fixed rate, while clicks and catalog records flow.")
    {
        Options.Add(_items);
        Options.Add(_ratings);
        Options.Add(_copies);
        Options.Add(_rate);
        Options.Add(_seconds);
        SetAction((parse, cancel) => RunAsync(
            parse.GetValue(_items)!, parse.GetValue(_ratings)!, parse.GetValue(_copies), parse.GetValue(_rate), parse.GetValue(_seconds), cancel));
    }

    private static async Task<int> RunAsync(string itemsFile, string ratingsFile, int copies, int rate, int seconds, CancellationToken cancel)
    {
        var (read, _) = CatalogFile.Read(itemsFile, cancel);
        string[] queries = [.. JudgedQueries.Read(ratingsFile).Select(query => query.Query)];
        var table = new CatalogTable();
        foreach (var item in Enumerable.Range(0, copies).SelectMany(copy => read.Select(item => SearchCommand.Copy(item, copy))))
        {
            table.Put(item);
        }

        var started = Stopwatch.GetTimestamp();
        await using var search = NodeSearch.Create(
            new PipelineOptions(), "bench", table, TimeProvider.System, NullLogger<NodeSearch>.Instance)!;
        search.Begin();
        await search.BuiltAsync().WaitAsync(cancel);

        Console.WriteLine(FormattableString.Invariant(
            $"{table.Count:N0} items indexed in {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s; {rate:N0} searches/s for {seconds} s, {queries.Length} queries"));
        await SearchAsync(search, queries, 2_000); // the first runs are compiled
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var clicks = new SearchTraffic(search, queries).RunAsync(end.Token);
        var records = RecordTraffic.RunAsync(table, search, end.Token);
        await MeasureAsync(search, queries, rate, seconds, cancel);
        await SuggestAsync(search, queries);
        await end.CancelAsync();
        await clicks;
        var found = await records;
        Console.WriteLine(FormattableString.Invariant(
            $"catalog record to findable: p50 {Of(found, .5):F0} ms, p99 {Of(found, .99):F0} ms over {found.Length} records"));
        return 0;
    }

    private static async Task MeasureAsync(NodeSearch search, string[] queries, int rate, int seconds, CancellationToken cancel)
    {
        var times = new double[rate * seconds];
        using var process = Process.GetCurrentProcess();
        var (cpu, allocated, begun) = (process.TotalProcessorTime, GC.GetTotalAllocatedBytes(), Stopwatch.GetTimestamp());
        var running = new List<Task>(times.Length);
        for (var i = 0; i < times.Length; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / rate);
            while (Stopwatch.GetElapsedTime(begun) < due)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancel);
            }

            var number = i;
            running.Add(Task.Run(async () =>
            {
                await search.FindAsync(new NodeSearchRequest(queries[number % queries.Length], 20), null, "", cancel);
                times[number] = (Stopwatch.GetElapsedTime(begun) - due).TotalMilliseconds;
            }, cancel));
        }

        await Task.WhenAll(running);
        process.Refresh();
        Array.Sort(times);
        Console.WriteLine(FormattableString.Invariant(
            $"search: p50 {Of(times, .5):F2} ms, p90 {Of(times, .9):F2} ms, p99 {Of(times, .99):F2} ms, max {times[^1]:F0} ms"));
        Console.WriteLine(FormattableString.Invariant(
            $"a search, all of the process counted: {(process.TotalProcessorTime - cpu).TotalMilliseconds / times.Length:F2} ms CPU, {(GC.GetTotalAllocatedBytes() - allocated) / (double)times.Length / 1024:F1} kB allocated"));
    }

    /// <summary>One after the other on one thread: what a search itself allocates, and how fast suggestions are.</summary>
    private static async Task SuggestAsync(NodeSearch search, string[] queries)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        await SearchAsync(search, queries, 500);
        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / 500.0;
        search.Suggestions();
        var times = new double[SuggestRounds * queries.Length];
        var best = new double[queries.Length];
        Array.Fill(best, double.MaxValue);
        for (var i = 0; i < times.Length; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            var typed = TypedOf(queries[i % queries.Length]);
            var suggestions = search.Suggestions();
            foreach (var kind in Enum.GetValues<SuggestionKind>())
            {
                suggestions.Find(kind, typed, 5);
            }

            await search.PeekAsync(typed, 5);
            times[i] = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            best[i % queries.Length] = Math.Min(best[i % queries.Length], times[i]);
        }

        var slowest = Array.IndexOf(best, best.Max());
        Array.Sort(times);
        Console.WriteLine(FormattableString.Invariant(
            $"alone on one thread: {bytes / 1024:F1} kB a search; suggest p50 {Of(times, .5):F2} ms, p99 {Of(times, .99):F2} ms, the slowest text '{TypedOf(queries[slowest])}' at best {best[slowest]:F2} ms"));
    }

    private static string TypedOf(string query) => query[..Math.Min(4, query.Length)];

    private static async Task SearchAsync(NodeSearch search, string[] queries, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await search.FindAsync(new NodeSearchRequest(queries[i % queries.Length], 20), null, "");
        }
    }

    private static double Of(double[] sorted, double share) => sorted.Length == 0 ? double.NaN : sorted[(int)((sorted.Length - 1) * share)];
}
