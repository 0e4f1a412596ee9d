using StreamReco.Models.Data;
using StreamReco.Models.Items;
using StreamReco.Models.Ranking;
using StreamReco.Models.Search.Counts;
using StreamReco.Models.Search.Indexing;
using StreamReco.Models.Search.Ranking;

namespace StreamReco.Models.Search.Training;

/// <summary>
/// Goes through the searches and clicks of a data set in their order and describes each search that was clicked as a node would have
/// described it then: by the counts of the searches before it and by what was known of the person. The catalog is today's.
/// </summary>
/// <param name="index">The catalog.</param>
/// <param name="items">The model's item space.</param>
/// <param name="model">What the model says of items and persons; null for nothing.</param>
/// <param name="find">What the catalog says of an item.</param>
/// <param name="options">What it shares with the nodes, and how far back it reaches.</param>
public sealed class SearchReplay(
    SearchIndex index, ItemSpace items, ModelSignals? model, Func<string, CatalogItem?> find, SearchReplayOptions options)
{
    /// <summary>Clicked searches that are described, the newest: more teach little, and each costs a search.</summary>
    public const int DescribedMax = 20_000;

    /// <summary>Items below it that were not clicked are left out of a search: hardly anybody looked at them.</summary>
    private const int ShownMax = 20;

    /// <summary>Events between two collections of counts, about what comes to a node in half a second.</summary>
    private const int CollectEvery = 200;

    /// <summary>Collections between two estimates of propensities.</summary>
    private const int RevalueEvery = 25;

    private const long DayMs = 86_400_000;

    private readonly LiveSignals _signals = new();

    /// <summary>Describes the clicked searches.</summary>
    /// <param name="data">Searches and clicks.</param>
    /// <param name="joined">The same, joined.</param>
    /// <param name="weights">What clicks count.</param>
    /// <param name="cancellationToken">Stops between searches.</param>
    /// <returns>By rising time; without those of which a node would not find what was clicked.</returns>
    public IReadOnlyList<ClickedQuery> Run(
        ClickDataset data, JoinedSearches joined, ClickWeights weights, CancellationToken cancellationToken)
    {
        var search = new ProductSearch(index, SearchRanker.Fixed, synonyms: options.Synonyms) { Clicks = _signals };
        var (counts, persons) = (new LiveCounts(_signals, options.Counts), new ReplayedPersons(items, model, find));
        var sinceMs = options.Days == 0 || data.Searches.Count == 0 ? long.MinValue : data.Searches[^1].TimeMs - (options.Days * DayMs);
        var (described, passed) = (new List<ClickedQuery>(), joined.Clicked - DescribedMax);
        foreach (var step in SearchTimeline.Of(data))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (step.Search is { } begun && joined.Of(begun) is { } kept && --passed < 0 && begun.TimeMs >= sinceMs
                && Describe(search, begun, kept, persons.Of(begun.UserId), weights) is { } query)
            {
                described.Add(query);
            }

            counts.Take(step);
            if (step.Search is null)
            {
                persons.Add(step.Click);
            }
        }

        return described;
    }

    private ClickedQuery? Describe(
        ProductSearch search, HistoricSearch begun, KeptSearch kept, IPersonSignals? person, ClickWeights weights)
    {
        ClickedQuery? made = null;
        search.Describe(new SearchRequest(begun.Query, ShownMax) { Person = person, Items = model }, (ids, request) =>
        {
            var rowOf = ids.Index().ToDictionary(id => id.Item, id => id.Index, StringComparer.Ordinal);
            var (rows, gains) = (new List<int>(), new List<float>());
            for (var place = 0; place < kept.Items.Count; place++)
            {
                var (position, isClicked) = (kept.Items[place].Position, kept.Actions[place] != 0);
                if (rowOf.TryGetValue(kept.Items[place].ItemId, out var row) && (isClicked || position <= ShownMax))
                {
                    rows.Add(row);
                    gains.Add(isClicked ? weights.Of(position) : 0);
                }
            }

            // Hashed texts are found by their clicks alone: text that serving has would count for nothing.
            var hasText = rows.Exists(row => request.FeaturesOf(row)[SearchFeatures.TextShare] > 0);
            made = rows.Count < 2 || !hasText || gains.All(gain => gain == 0) ? null : Of(request, rows, gains);
        });
        return made;
    }

    private static ClickedQuery Of(RankRequest request, List<int> rows, List<float> gains)
    {
        var features = new float[rows.Count * SearchFeatures.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            request.FeaturesOf(rows[i]).CopyTo(features.AsSpan(i * SearchFeatures.Count));
        }

        return new ClickedQuery(request.LengthClass, features, [.. gains]);
    }

    /// <summary>The counts of a shard, brought into the signals now and then.</summary>
    private sealed class LiveCounts(LiveSignals signals, QueryCountsOptions bounds)
    {
        private readonly QueryCounts _counts = new(bounds);
        private readonly ShardSums _sums = new();
        private readonly QueryHasher _hasher = new();
        private long _version;
        private int _steps;

        public void Take(in SearchStep step)
        {
            SearchTimeline.Apply(_counts, step);
            if (++_steps % CollectEvery != 0)
            {
                return;
            }

            var delta = _counts.Changes.Since(_counts, 0, _version, int.MaxValue, _hasher);
            _version = delta.Version;
            signals.Update(_sums, _sums.Take(0, delta));
            if (_steps % (CollectEvery * RevalueEvery) == 0)
            {
                signals.Revalue();
            }
        }
    }
}
