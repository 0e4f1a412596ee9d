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
    private readonly string _node;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<string, string>? _keyed;
    private readonly LatestSuggestions _suggestions;
    private Task _loop = Task.CompletedTask;

    private NodeSearch(
        PipelineOptions pipeline, string node, ICatalog catalog, ContentEncoder? encoder, TimeProvider time, ILogger logger)
    {
        var options = pipeline.Search;
        _node = node;
        (_options, _catalog, _time, _logger) = (options, catalog, time, logger);
        _keyed = Pseudonymizer.Open(pipeline.Privacy) is { } keyed ? text => keyed.Of(text) : null;
        Signals = new LiveSignals(_keyed);
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
        _ids = new SearchIds(node, time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    /// <summary>Names the ranker that orders what was found.</summary>
    public string Ranker { get; } = "fixed";

    /// <summary>Whether the catalog is indexed; until then nothing can be searched.</summary>
    public bool IsReady => _index.IsBuilt;

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
    /// <returns>Null where search is off.</returns>
    public static NodeSearch? Create(
        PipelineOptions options, string node, ICatalog catalog, ContentEncoder? encoder, TimeProvider time,
        ILogger<NodeSearch> logger) =>
        options.Search.Enabled ? new NodeSearch(options, node, catalog, encoder, time, logger) : null;

    /// <summary>Indexes the catalog as it is and follows it, on a thread of the pool.</summary>
    public void Begin() => _loop = Task.Run(RunAsync);

    /// <summary>Searches, or cuts the next page from the list of a cursor.</summary>
    /// <param name="request">What is searched.</param>
    /// <param name="person">What is known of who searches; null for nothing.</param>
    /// <param name="why"><c>history</c>, or why there is no person.</param>
    public FoundPage Find(NodeSearchRequest request, IPersonSignals? person, string why)
    {
        var fingerprint = request.Fingerprint();
        if (request.Cursor is { } cursor && _lists.Find(cursor.SearchId) is { } known && known.Request == fingerprint)
        {
            return Describe(FoundPage.Cut(known, cursor.Start, request.Size, isRestarted: false), request, person);
        }

        var searchId = _ids.Next();
        var (answer, propensity) = Answer(request, person, request.Size, searchId);
        var list = Pin(fingerprint, answer, new Asked(searchId, why, propensity, request.Arms));
        if (list.ItemIds.Length > request.Size)
        {
            _lists.Add(list);
        }

        // A list that is no longer held, or is another node's, is made anew: the page is one of today's list.
        return request.Cursor is { } lost ? Describe(FoundPage.Cut(list, lost.Start, request.Size, isRestarted: true), request, person)
            : request.Sort != SearchSort.Relevance ? Describe(FoundPage.Of(list, answer.Items, request.Size), request, person)
            : FoundPage.Of(list, answer.Items, request.Size);
    }

    /// <summary>Collects the counts of all shards until stopped.</summary>
    /// <param name="queries">Asks the owners; null while the node is no member of its cluster.</param>
    /// <param name="partitions">How many partitions there are; 0 while that is not known.</param>
    /// <param name="stop">Ends the loop.</param>
    public Task CollectAsync(Func<PartitionQueries?> queries, Func<int> partitions, CancellationToken stop) =>
        _options.KeptSearchesMax > 0 ? Counts.RunAsync(queries, partitions, stop) : Task.CompletedTask;

    /// <summary>What completes a query.</summary>
    public SearchSuggestions Suggestions() => _suggestions.Now();

    /// <summary>The items that a query finds, for suggestions: without cursor, person and reasons.</summary>
    public IReadOnlyList<FoundItem> Peek(string query, int size) => _ruled.Search(new SearchRequest(query, size)).Items;

    /// <summary>Notes how long a search took.</summary>
    public void Note(string query, TimeSpan took)
    {
        if (Slow.Takes(took.TotalMilliseconds))
        {
            var hasher = new QueryHasher(_keyed);
            Slow.Add(new SlowSearch(hasher.Of(hasher.KeyOf(query)), took.TotalMilliseconds, _time.GetUtcNow()));
        }
    }

    /// <summary>Every feature of an item for a search, and where it stands with and without the person.</summary>
    /// <returns>Null where the search does not find the item.</returns>
    public SearchExplanation? Explain(NodeSearchRequest request, string itemId, IPersonSignals? person) =>
        SearchExplanation.Of(RulesFor(request), ToSearch(request, person, _options.ListItemsMax) with { Facets = [] }, itemId);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _index.Index.MergedAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var started = _time.GetTimestamp();
        _index.Update();
        LogBuilt(_logger, View.Documents, _time.GetElapsedTime(started).TotalSeconds);
        await _index.RunAsync(TimeSpan.FromMilliseconds(_options.PublishMs), _time, _stop.Token);
    }

    private SearchRequest ToSearch(NodeSearchRequest request, IPersonSignals? person, int take) =>
        new(request.Query, take)
        {
            Filter = request.Filter,
            Facets = request.Facets,
            Person = person,
            IgnoresClicks = request.Arms.Settings?.SearchClicks == false,
        };

    private RuledSearch RulesFor(NodeSearchRequest request) => request.Arms.Settings?.SearchRules == false ? _unruled : _ruled;

    private (SearchAnswer Answer, double Propensity) Answer(
        NodeSearchRequest request, IPersonSignals? person, int explained, string searchId)
    {
        if (request.Sort == SearchSort.Relevance)
        {
            return _swap.Apply(
                RulesFor(request).Search(ToSearch(request, person, _options.ListItemsMax) with { Explain = true, ExplainMax = explained }), searchId);
        }

        var answer = _search.Search(ToSearch(request, person, SortedItemsMax));
        FoundItem[] items = [.. SortedItems.Of(answer.Items, request.Sort, _catalog).Take(_options.ListItemsMax)];
        return (answer with { Items = items }, 1);
    }

    private PinnedList Pin(ulong fingerprint, SearchAnswer answer, Asked asked)
    {
        var count = answer.Items.Count;
        var (ids, scores, tiers) = (new string[count], new float[count], new SearchTier[count]);
        for (var i = 0; i < count; i++)
        {
            (ids[i], scores[i], tiers[i]) = (answer.Items[i].ItemId, answer.Items[i].Score, answer.Items[i].Tier);
        }

        var head = new ListHead(
            asked.SearchId, _node, answer.Total, answer.Facets, answer.Rewrites, answer.Fallback, answer.Generation, asked.Why)
        {
            Propensity = asked.Propensity,
            Arms = asked.Arms,
            Rules = answer.Rules,
            Marks = answer.Marks,
            Redirect = answer.Redirect,
        };
        return new PinnedList(fingerprint, ids, scores, tiers, head);
    }

    /// <summary>Says what the scores of a page's items are made of, where the list was made before.</summary>
    private FoundPage Describe(FoundPage page, NodeSearchRequest request, IPersonSignals? person)
    {
        if (page.Items.Count == 0)
        {
            return page;
        }

        var wanted = page.Items.Select(item => item.ItemId).ToHashSet(StringComparer.Ordinal);
        var answer = _search.Search(
            ToSearch(request, person, _options.ListItemsMax) with { Facets = [], Explain = true, ExplainMax = 0, ExplainItems = wanted });
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
    private readonly record struct Asked(string SearchId, string Why, double Propensity, ServedArms Arms);

    [LoggerMessage(140, LogLevel.Information, "search: {Items} items indexed in {Seconds:F1} s")]
    private static partial void LogBuilt(ILogger logger, int items, double seconds);
}
