using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
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
        PipelineOptions pipeline, string node, ICatalog catalog, Func<LoadedModel>? model, TimeProvider time, ILogger logger)
    {
        var options = pipeline.Search;
        _node = node;
        (_options, _catalog, _time, _logger) = (options, catalog, time, logger);
        _mask = QueryMask.Open(pipeline.Privacy);
        _keyed = Pseudonymizer.Open(pipeline.Privacy) is { } keyed ? text => keyed.Of(text) : null;
        Signals = new LiveSignals(Hasher);
        Counts = new CountsCollector(Signals, TimeSpan.FromMilliseconds(options.CountsEveryMs), time);
        _index = new CatalogIndex(catalog, model is null ? null : () => model().Content?.Encoder);
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

    /// <summary>Names the ranker that orders what is found for arms of experiments; both where two arms make a list by two.</summary>
    public static string RankerOf(ServedArms arms, SearchModel model)
    {
        var (own, other) = (NameOf(arms), arms.Interleaved is { } pair ? NameOf(pair.Arms) : null);
        return other is null || other == own ? own : $"{own}+{other}";

        string NameOf(ServedArms one) => RankerFor(one, model)?.Name ?? NodeRanker.FixedMix;
    }

    /// <summary>What the model in use says: taken once for each search.</summary>
    public SearchModel Model => _ranker?.Current ?? SearchModel.None;

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
    /// <param name="time">The clock.</param>
    /// <param name="logger">Takes what goes wrong.</param>
    /// <param name="model">The model in use, whose ranker ranks and whose content vectors find; null for the fixed mix without.</param>
    /// <returns>Null where search is off.</returns>
    public static NodeSearch? Create(
        PipelineOptions options, string node, ICatalog catalog, TimeProvider time, ILogger<NodeSearch> logger,
        Func<LoadedModel>? model = null) =>
        options.Search.Enabled ? new NodeSearch(options, node, catalog, model, time, logger) : null;

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
        request = Pinned(request);
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
    public async ValueTask<IReadOnlyList<FoundItem>> PeekAsync(string query, int size, CancellationToken cancel = default)
    {
        var model = Model;
        var search = new SearchRequest(query, size) { Items = model.Signals, WordsOnly = true };
        return (await _ruled.SearchAsync(search, [], model.Ranker, cancel).ConfigureAwait(false)).Items;
    }

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
        NodeSearchRequest request, string itemId, IPersonSignals? person, CancellationToken cancel)
    {
        request = Pinned(request);
        return SearchExplanation.OfAsync(
            RulesFor(request), ToSearch(request, request.Arms, person, _options.ListItemsMax) with { Facets = [] }, itemId,
            RankerFor(request.Arms, request.Model!), cancel);
    }

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

    /// <summary>The request with the model that answers it, to its end.</summary>
    private NodeSearchRequest Pinned(NodeSearchRequest request) => request.Model is null ? request with { Model = Model } : request;

    /// <summary>What is searched under arms of experiments: those of the request, or the others of a list of two arms.</summary>
    private SearchRequest ToSearch(NodeSearchRequest request, ServedArms arms, IPersonSignals? person, int take) =>
        new(request.Query, take)
        {
            Filter = request.Filter,
            Facets = request.Facets,
            Person = arms.Settings?.SearchPersonal == false ? null : person,
            Items = request.Model!.Signals,
            IgnoresClicks = arms.Settings?.SearchClicks == false,
        };

    private static GraphRanker? RankerFor(ServedArms arms, SearchModel model) => arms.Settings?.SearchRanker == false ? null : model.Ranker;

    private RuledSearch RulesFor(NodeSearchRequest request) => request.Arms.Settings?.SearchRules == false ? _unruled : _ruled;

    /// <summary>Makes a list, keeps it where it has further pages, and cuts the page from it.</summary>
    private async ValueTask<FoundPage> FindNewAsync(
        NodeSearchRequest request, Asked asked, List<FoundItem> items, CancellationToken cancel)
    {
        var made = await MakeAsync(request, asked, items, cancel).ConfigureAwait(false);
        var answer = made.Answer;
        var list = new PinnedList(asked.Fingerprint, answer.Items.Count, HeadOf(request, answer, asked, made));
        if (list.Count > request.Size)
        {
            _lists.Add(list, answer.Items);
        }

        // A list that is no longer held, or is another node's, is made anew: the page is one of today's list.
        var page = FoundPage.Of(list, answer.Items, request.Cursor?.Start ?? 0, request.Size, request.Cursor is not null);
        return request.Cursor is not null || request.Sort != SearchSort.Relevance
            ? await DescribeAsync(page, request, asked.Person, cancel).ConfigureAwait(false) : page;
    }

    private async ValueTask<MadeList> MakeAsync(
        NodeSearchRequest request, Asked asked, List<FoundItem> found, CancellationToken cancel)
    {
        if (request.Sort == SearchSort.Relevance)
        {
            return request.Arms.Interleaved is { } other
                ? await DraftAsync(request, asked, other, found, cancel).ConfigureAwait(false)
                : await RankAsync(request, asked, found, cancel).ConfigureAwait(false);
        }

        var answer = _search.Search(ToSearch(request, request.Arms, asked.Person, SortedItemsMax));
        FoundItem[] items = [.. SortedItems.Of(answer.Items, request.Sort, _catalog).Take(_options.ListItemsMax)];
        return new MadeList(answer with { Items = items }, 1, "");
    }

    private async ValueTask<MadeList> RankAsync(
        NodeSearchRequest request, Asked asked, List<FoundItem> found, CancellationToken cancel)
    {
        var ruled = await RulesFor(request).SearchAsync(
            Relevant(request, request.Arms, asked.Person), found, RankerFor(request.Arms, request.Model!), cancel).ConfigureAwait(false);
        var (shown, propensity) = _swap.Apply(ruled, asked.SearchId);
        return new MadeList(shown, propensity, "");
    }

    /// <summary>
    /// Both arms of an experiment find, their lists become one by team draft, and the shop's rules hold in that. No neighbours are
    /// swapped there: the draft itself shows items at several places.
    /// </summary>
    private async ValueTask<MadeList> DraftAsync(
        NodeSearchRequest request, Asked asked, OtherArmsOfAnswer other, List<FoundItem> found, CancellationToken cancel)
    {
        var (search, ranker) = (Relevant(request, request.Arms, asked.Person), RankerFor(request.Arms, request.Model!));
        var own = await _search.SearchAsync(search, found, ranker, cancel).ConfigureAwait(false);
        var beside = await _search.SearchAsync(
            Relevant(request, other.Arms, asked.Person), [], RankerFor(other.Arms, request.Model!), cancel).ConfigureAwait(false);
        var arms = request.Arms.Arms[other.Experiment].Others!;
        var (first, second) = arms.Place == 0 ? (own, beside) : (beside, own);
        var draft = SearchDraft.Of(first.Items, second.Items, _options.ListItemsMax, arms.Salt.Span, asked.SearchId);
        var ruled = await RulesFor(request).RuleAsync(search, own with { Items = draft.Items }, ranker, cancel).ConfigureAwait(false);
        return new MadeList(ruled, 1, draft.CodeOf(ruled, request.Cursor?.Start ?? 0, request.Size, request.Arms.Arms.Count));
    }

    private SearchRequest Relevant(NodeSearchRequest request, ServedArms arms, IPersonSignals? person) =>
        ToSearch(request, arms, person, _options.ListItemsMax) with { Explain = true, ExplainMax = request.Size };

    private ListHead HeadOf(NodeSearchRequest request, SearchAnswer answer, Asked asked, in MadeList made) => new(
        asked.SearchId + made.Code, _node, answer.Total, answer.Facets, answer.Rewrites, answer.Fallback, answer.Generation, asked.Why)
    {
        ListId = asked.SearchId,
        Ranker = RankerOf(request.Arms, request.Model!),
        Model = request.Model!.Version,
        Propensity = made.Propensity,
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
        var asked = ToSearch(request, request.Arms, person, _options.ListItemsMax) with { Facets = [], Explain = true, ExplainMax = 0, ExplainItems = wanted };
        var answer = await _search.SearchAsync(asked, [], RankerFor(request.Arms, request.Model!), cancel).ConfigureAwait(false);
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

    /// <summary>A list that was made.</summary>
    /// <param name="Answer">What was found, as it is shown.</param>
    /// <param name="Propensity">The chance of its order.</param>
    /// <param name="Code">What its id says of two arms, see <see cref="Models.Experiments.Feedback.AnswerCode"/>; empty for nothing.</param>
    private readonly record struct MadeList(SearchAnswer Answer, double Propensity, string Code);

    [LoggerMessage(140, LogLevel.Information, "search: {Items} items indexed in {Seconds:F1} s")]
    private static partial void LogBuilt(ILogger logger, int items, double seconds);
}
