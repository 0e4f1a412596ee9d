using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using StreamReco.Models.Content;
using StreamReco.Models.Items;
using StreamReco.Models.Search.Counts;
using StreamReco.Models.Search.Indexing;
using StreamReco.Models.Search.Queries;
using StreamReco.Models.Search.Ranking;
using StreamReco.Models.Search.Rules;
using StreamReco.Stages;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Catalog;
using StreamReco.Stages.Privacy;
using StreamReco.Stages.Serving;
using StreamReco.StreamHost.Cluster.Partitions;

namespace StreamReco.StreamHost.Search;

/// <summary>Product search of one node: the index of its catalog, the ranker, and the lists that cursors point to.</summary>
internal sealed partial class NodeSearch : IAsyncDisposable
{
    /// <summary>What is looked at where the order is not the ranker's: the best matches by their text.</summary>
    private const int SortedItemsMax = 10_000;

    private readonly ProductSearchOptions _options;
    private readonly ICatalog _catalog;
    private readonly CatalogIndex _index;
    private readonly ProductSearch _search;
    private readonly RuledSearch _ruled;

    /// <summary>For arms of experiments without the shop's rules.</summary>
    private readonly RuledSearch _unruled;
    private readonly PinnedLists _lists;
    private readonly SearchIds _ids;
    private readonly NeighbourSwap _swap;
    private readonly ConcurrentBag<List<FoundItem>> _buffers = [];
    private readonly string _node;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _built = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly QueryMask? _mask;
    private readonly Func<string, string>? _keyed;
    private readonly LatestSuggestions _suggestions;
    private readonly NodeRanker? _ranker;
    private Task _loop = Task.CompletedTask;

    private NodeSearch(
        PipelineOptions pipeline, string node, ICatalog catalog, ContentEncoder? encoder, Func<LoadedModel>? model, TimeProvider time,
        ILogger logger)
    {
        var options = pipeline.Search;
        _node = node;
        (_options, _catalog, _time, _logger) = (options, catalog, time, logger);
        _mask = QueryMask.Open(pipeline.Privacy);
        _keyed = Pseudonymizer.Open(pipeline.Privacy) is { } keyed ? text => keyed.Of(text) : null;
        Signals = new LiveSignals(Hasher);
        Counts = new CountsCollector(Signals, TimeSpan.FromMilliseconds(options.CountsEveryMs), time);
        _index = new CatalogIndex(catalog, new SearchIndex(encoder: encoder));
        _search = new ProductSearch(_index.Index, SearchRanker.Fixed, synonyms: SynonymsFile.Read(options.SynonymsFile))
        {
            Clicks = Signals,
        };
        _ruled = new RuledSearch(_search, RulesFile.Read(options.RulesFile), catalog.Find);
        _unruled = new RuledSearch(_search, SearchRules.None, catalog.Find);
        _lists = new PinnedLists(options.ListsMaxMb * 1024L * 1024L, TimeSpan.FromMilliseconds(options.ListTtlMs), time);
        _suggestions = new LatestSuggestions(
            () => (View.Generation, Signals.Epoch), () => SearchSuggestions.Of(View, Signals.Queries), time);
        _swap = new NeighbourSwap(options.SwapShare);
        _ranker = model is null ? null : new NodeRanker(model, time, logger);
        _ids = new SearchIds(node, time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    /// <summary>Names the ranker that orders what is found now.</summary>
    public string Ranker => _ranker?.Current?.Name ?? NodeRanker.FixedMix;

    /// <summary>What the model in use says of items and persons; null where there is no model.</summary>
    public ModelSignals? Known => _ranker?.Signals;

    /// <summary>Whether the catalog is indexed; until then nothing can be searched.</summary>
    public bool IsReady => _index.IsBuilt;

    /// <summary>Ends when the catalog is indexed.</summary>
    public Task BuiltAsync() => _built.Task;

    /// <summary>The index as it is now.</summary>
    public IndexView View => _index.Index.Current;

    /// <summary>What clicks say of queries.</summary>
    public LiveSignals Signals { get; }

    /// <summary>Brings the shards' counts into the signals.</summary>
    public CountsCollector Counts { get; }

    /// <summary>The slowest searches of this node.</summary>
    public SlowSearches Slow { get; } = new();

    /// <summary>Makes the search of a node; nothing is indexed before <see cref="Begin"/>.</summary>
    /// <param name="options">The settings of the path and of search.</param>
    /// <param name="node">The node's name.</param>
    /// <param name="catalog">The catalog.</param>
    /// <param name="encoder">Content vectors of the model; null where it has none.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Takes what goes wrong.</param>
    /// <param name="model">The model in use, whose ranker ranks; null for the fixed mix.</param>
    /// <returns>Null where search is off.</returns>
    public static NodeSearch? Create(
        PipelineOptions options, string node, ICatalog catalog, ContentEncoder? encoder, TimeProvider time,
        ILogger<NodeSearch> logger, Func<LoadedModel>? model = null) =>
        options.Search.Enabled ? new NodeSearch(options, node, catalog, encoder, model, time, logger) : null;

    /// <summary>Indexes the catalog as it is and follows it, on a thread of the pool.</summary>
    public void Begin() => _loop = Task.Run(RunAsync);

    /// <summary>Searches, or cuts the next page from the list of a cursor.</summary>
    /// <param name="request">What is searched.</param>
    /// <param name="person">What is known of who searches; null for nothing.</param>
    /// <param name="why"><c>history</c>, or why there is no person.</param>
    /// <param name="cancel">Gives up waiting for the ranker.</param>
    public async ValueTask<FoundPage> FindAsync(
        NodeSearchRequest request, IPersonSignals? person, string why, CancellationToken cancel = default)
    {
        var fingerprint = request.Fingerprint();
        if (request.Cursor is { } cursor && _lists.Cut(cursor.SearchId, fingerprint, cursor.Start, request.Size) is { } held)
        {
            return await DescribeAsync(held, request, person, cancel).ConfigureAwait(false);
        }

        var items = _buffers.TryTake(out var idle) ? idle : [];
        var page = await FindNewAsync(request, new Asked(_ids.Next(), fingerprint, person, why), items, cancel).ConfigureAwait(false);
        _buffers.Add(items);
        return page;
    }

    /// <summary>Collects the counts of all shards until stopped.</summary>
    /// <param name="queries">Asks the owners; null while the node is no member of its cluster.</param>
    /// <param name="partitions">How many partitions there are; 0 while that is not known.</param>
    /// <param name="stop">Ends the loop.</param>
    public Task CollectAsync(Func<PartitionQueries?> queries, Func<int> partitions, CancellationToken stop) =>
        _options.KeptSearchesMax > 0 ? Counts.RunAsync(queries, partitions, stop) : Task.CompletedTask;

    /// <summary>What completes a query.</summary>
    public SearchSuggestions Suggestions() => _suggestions.Now();

    /// <summary>The items that have the words of a query, for suggestions: without cursor, person and reasons.</summary>
    public async ValueTask<IReadOnlyList<FoundItem>> PeekAsync(string query, int size, CancellationToken cancel = default) =>
        (await _ruled.SearchAsync(new SearchRequest(query, size) { Items = Known, WordsOnly = true }, [], _ranker?.Current, cancel).ConfigureAwait(false)).Items;

    /// <summary>Notes how long a search took.</summary>
    public void Note(string query, TimeSpan took)
    {
        if (Slow.Takes(took.TotalMilliseconds))
        {
            var hasher = Hasher();
            Slow.Add(new SlowSearch(hasher.Of(hasher.KeyOf(query)), took.TotalMilliseconds, _time.GetUtcNow()));
        }
    }

    /// <summary>Every feature of an item for a search, and where it stands with and without the person.</summary>
    /// <returns>Null where the search does not find the item.</returns>
    public ValueTask<SearchExplanation?> ExplainAsync(
        NodeSearchRequest request, string itemId, IPersonSignals? person, CancellationToken cancel) => SearchExplanation.OfAsync(
            RulesFor(request), ToSearch(request, person, _options.ListItemsMax) with { Facets = [] }, itemId, _ranker?.Current, cancel);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _index.Index.MergedAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private QueryHasher Hasher() => new(_keyed, _mask is null ? null : _mask.Of);

    private async Task RunAsync()
    {
        var started = _time.GetTimestamp();
        _index.Update();
        _built.TrySetResult();
        LogBuilt(_logger, View.Documents, _time.GetElapsedTime(started).TotalSeconds);
        await _index.RunAsync(TimeSpan.FromMilliseconds(_options.PublishMs), _time, _stop.Token);
    }

    private SearchRequest ToSearch(NodeSearchRequest request, IPersonSignals? person, int take) =>
        new(request.Query, take)
        {
            Filter = request.Filter,
            Facets = request.Facets,
            Person = person,
            Items = Known,
            IgnoresClicks = request.Arms.Settings?.SearchClicks == false,
        };

    private RuledSearch RulesFor(NodeSearchRequest request) => request.Arms.Settings?.SearchRules == false ? _unruled : _ruled;

    /// <summary>Makes a list, keeps it where it has further pages, and cuts the page from it.</summary>
    private async ValueTask<FoundPage> FindNewAsync(
        NodeSearchRequest request, Asked asked, List<FoundItem> items, CancellationToken cancel)
    {
        var (answer, propensity) = await AnswerAsync(request, asked, items, cancel).ConfigureAwait(false);
        var list = new PinnedList(asked.Fingerprint, answer.Items.Count, HeadOf(request, answer, asked, propensity));
        if (list.Count > request.Size)
        {
            _lists.Add(list, answer.Items);
        }

        // A list that is no longer held, or is another node's, is made anew: the page is one of today's list.
        var page = FoundPage.Of(list, answer.Items, request.Cursor?.Start ?? 0, request.Size, request.Cursor is not null);
        return request.Cursor is not null || request.Sort != SearchSort.Relevance
            ? await DescribeAsync(page, request, asked.Person, cancel).ConfigureAwait(false) : page;
    }

    private async ValueTask<(SearchAnswer Answer, double Propensity)> AnswerAsync(
        NodeSearchRequest request, Asked asked, List<FoundItem> found, CancellationToken cancel)
    {
        if (request.Sort == SearchSort.Relevance)
        {
            var search = ToSearch(request, asked.Person, _options.ListItemsMax) with { Explain = true, ExplainMax = request.Size };
            var ruled = await RulesFor(request).SearchAsync(search, found, _ranker?.Current, cancel).ConfigureAwait(false);
            return _swap.Apply(ruled, asked.SearchId);
        }

        var answer = _search.Search(ToSearch(request, asked.Person, SortedItemsMax));
        FoundItem[] items = [.. SortedItems.Of(answer.Items, request.Sort, _catalog).Take(_options.ListItemsMax)];
        return (answer with { Items = items }, 1);
    }

    private ListHead HeadOf(NodeSearchRequest request, SearchAnswer answer, Asked asked, double propensity) => new(
        asked.SearchId, _node, answer.Total, answer.Facets, answer.Rewrites, answer.Fallback, answer.Generation, asked.Why)
    {
        Propensity = propensity,
        Arms = request.Arms,
        Rules = answer.Rules,
        Marks = answer.Marks,
        Redirect = answer.Redirect,
    };

    /// <summary>Says what the scores of a page's items are made of, where the list was made before.</summary>
    private async ValueTask<FoundPage> DescribeAsync(
        FoundPage page, NodeSearchRequest request, IPersonSignals? person, CancellationToken cancel)
    {
        if (page.Items.Count == 0)
        {
            return page;
        }

        var wanted = page.Items.Select(item => item.ItemId).ToHashSet(StringComparer.Ordinal);
        var asked = ToSearch(request, person, _options.ListItemsMax) with { Facets = [], Explain = true, ExplainMax = 0, ExplainItems = wanted };
        var answer = await _search.SearchAsync(asked, [], _ranker?.Current, cancel).ConfigureAwait(false);
        var found = answer.Items.Where(item => wanted.Contains(item.ItemId)).ToDictionary(item => item.ItemId, StringComparer.Ordinal);
        return page with
        {
            Items =
            [
                .. page.Items.Select(item => found.TryGetValue(item.ItemId, out var now)
                    ? item with { Reasons = now.Reasons, Matched = now.Matched } : item),
            ],
        };
    }

    /// <summary>What a list is made under.</summary>
    private readonly record struct Asked(string SearchId, ulong Fingerprint, IPersonSignals? Person, string Why);

    [LoggerMessage(140, LogLevel.Information, "search: {Items} items indexed in {Seconds:F1} s")]
    private static partial void LogBuilt(ILogger logger, int items, double seconds);
}
