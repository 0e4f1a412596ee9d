using StreamReco.Models.Data;
using StreamReco.Models.Search.Counts;

namespace StreamReco.Models.Search.Training;

/// <summary>The searches of a data set with what was shown and what became of it.</summary>
public sealed class JoinedSearches
{
    /// <summary>Queries by which propensities are estimated, the most frequent, as at a node.</summary>
    private const int EvidenceQueriesMax = 500;

    private readonly Dictionary<HistoricSearch, KeptSearch> _clicked;

    private JoinedSearches(Dictionary<HistoricSearch, KeptSearch> clicked, ClickValues values, int searches, long unjoined) =>
        (_clicked, Values, Searches, Unjoined) = (clicked, values, searches, unjoined);

    /// <summary>Propensities, estimated where the data are evidence enough.</summary>
    public ClickValues Values { get; }

    /// <summary>Searches.</summary>
    public int Searches { get; }

    /// <summary>Searches after which something that they showed was clicked, put into a cart or bought.</summary>
    public int Clicked => _clicked.Count;

    /// <summary>Clicks that belong to no search.</summary>
    public long Unjoined { get; }

    /// <summary>Joins what the events say.</summary>
    /// <param name="data">The events.</param>
    /// <param name="bounds">How they are joined; all searches are kept, whatever it says.</param>
    public static JoinedSearches Of(ClickDataset data, QueryCountsOptions bounds)
    {
        var counts = new QueryCounts(bounds with { SearchesMax = int.MaxValue });
        var begun = new List<HistoricSearch>();
        foreach (var step in SearchTimeline.Of(data))
        {
            var before = counts.Searches;
            SearchTimeline.Apply(counts, step);
            if (counts.Searches > before)
            {
                begun.Add(step.Search!);
            }
        }

        var clicked = begun.Zip(counts.Kept).Where(pair => pair.Second.Actions.Any(actions => actions != 0))
            .ToDictionary<(HistoricSearch First, KeptSearch Second), HistoricSearch, KeptSearch>(
                pair => pair.First, pair => pair.Second, ReferenceEqualityComparer.Instance);
        ItemCounts[] items =
        [
            .. counts.Queries.OrderByDescending(query => query.Value.Searches).ThenBy(query => query.Key, StringComparer.Ordinal)
                .Take(EvidenceQueriesMax).SelectMany(query => query.Value.Items.Values),
        ];
        return new JoinedSearches(clicked, ClickValues.OfEvidence(items), counts.Searches, counts.Unjoined);
    }

    /// <summary>What became of a search by the event that began it; null where nothing of it was clicked.</summary>
    internal KeptSearch? Of(HistoricSearch search) => _clicked.GetValueOrDefault(search);
}
