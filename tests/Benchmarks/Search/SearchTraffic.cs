using System.Diagnostics;
using StreamReco.Models.Items;
using StreamReco.Models.Search.Counts;
using StreamReco.Stages.Catalog;
using StreamReco.StreamHost.Search;

namespace StreamReco.Benchmarks.Search;

/// <summary>Searches and clicks of visitors that change a node's counts twice a second, as its collector brings them.</summary>
internal sealed class SearchTraffic(NodeSearch search, string[] queries)
{
    private const int SearchesATurn = 100;

    private readonly Random _random = new(1);
    private readonly QueryCounts _counts = new(new QueryCountsOptions { SearchesMax = 10_000, ItemsMax = 50 });
    private readonly ShardSums _sums = new();
    private int _searches;

    /// <summary>Goes on until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var hasher = new QueryHasher();
        var version = 0L;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        while (!cancel.IsCancellationRequested)
        {
            for (var i = 0; i < SearchesATurn; i++)
            {
                await VisitAsync();
            }

            var delta = _counts.Changes.Since(_counts, 0, version, int.MaxValue, hasher);
            version = delta.Version;
            search.Signals.Update(_sums, _sums.Take(0, delta));
            await ((Task)timer.WaitForNextTickAsync(cancel).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task VisitAsync()
    {
        var (query, number) = (queries[_random.Next(queries.Length)], _searches++);
        var page = await search.FindAsync(new NodeSearchRequest(query, 20), null, "");
        ShownItem[] shown = [.. page.Items.Select((item, i) => new ShownItem(item.ItemId, i + 1))];
        var (user, id) = ($"u{_random.Next(5_000)}", page.List.Head.SearchId);
        _counts.Apply(new SearchRecord(id, user, query, number, shown));
        if (shown.Length > 0 && _random.Next(3) == 0)
        {
            _counts.Apply(user, shown[_random.Next(Math.Min(10, shown.Length))].ItemId, id, number, SearchAction.Click);
        }
    }
}

/// <summary>New records that a catalog takes in, some a second, and how long each takes to be found.</summary>
internal static class RecordTraffic
{
    /// <summary>Goes on until cancelled.</summary>
    /// <returns>Milliseconds from record to findable, sorted.</returns>
    public static async Task<double[]> RunAsync(CatalogTable table, NodeSearch search, CancellationToken cancel)
    {
        var found = new List<double>();
        for (var i = 0; !cancel.IsCancellationRequested; i++)
        {
            var word = $"zz{new string([.. $"{i:D6}".Select(digit => (char)('a' + digit - '0'))])}";
            var begun = Stopwatch.GetTimestamp();
            table.Put(new CatalogItem($"new{i}", $"{word} lamp", null, null, 10, Available: true));
            while (!cancel.IsCancellationRequested && search.View.FrequencyOf(word) == 0)
            {
                await PauseAsync(2, cancel);
            }

            if (!cancel.IsCancellationRequested)
            {
                found.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }

            await PauseAsync(100, cancel);
        }

        found.Sort();
        return [.. found];
    }

    private static Task PauseAsync(int ms, CancellationToken cancel) =>
        Task.Delay(TimeSpan.FromMilliseconds(ms), TimeProvider.System, cancel).ContinueWith(
            _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
}
