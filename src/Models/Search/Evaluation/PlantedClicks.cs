using StreamReco.Models.Search.Counts;
using StreamReco.Models.Search.Ranking;

namespace StreamReco.Models.Search.Evaluation;

/// <summary>What planted clicks came to.</summary>
/// <param name="Shown">nDCG@10 of the list as it was shown.</param>
/// <param name="Raw">The same, the shown items in the order of their click rates.</param>
/// <param name="Corrected">The same, in the order of their corrected values.</param>
/// <param name="Bound">The same, in the order of their ratings: no clicks can do better.</param>
/// <param name="PropensityError">The largest relative error of the estimated propensities of ranks 2 to 10.</param>
/// <param name="Propensities">Estimated, of ranks 1 to 10.</param>
/// <param name="FollowedWithin">
/// Sessions after a planted reversal until the order is worth 95 % of what it comes to in the end; -1 for never.
/// </param>
public sealed record PlantedClicksResult(
    double Shown, double Raw, double Corrected, double Bound, double PropensityError, double[] Propensities, int FollowedWithin);

/// <summary>
/// Simulates persons who look at a list from the top (examination rank^-0.8) and click what is good (0.02, 0.08, 0.2, 0.35
/// by rating). In every tenth session two neighbours are swapped. What is learned from the clicks must find the ratings and
/// the examinations again, without being given either.
/// </summary>
/// <param name="search">Makes the lists that are shown.</param>
/// <param name="queries">The ratings.</param>
/// <param name="seed">Draws the sessions.</param>
public sealed class PlantedClicks(ProductSearch search, IReadOnlyList<JudgedQuery> queries, int seed)
{
    private const int Listed = 10;
    private const int Users = 20_000;
    private const double Decay = 0.8;
    private const double SwapShare = 0.1;
    private const int RatingMax = 3;

    /// <summary>Sessions between two looks after the reversal.</summary>
    private const int Step = 2_000;

    private static readonly double[] _attractions = [0.02, 0.08, 0.2, 0.35];

    private readonly QueryKey _key = new();

    /// <summary>Runs the sessions.</summary>
    /// <param name="sessions">How many.</param>
    /// <param name="cancellationToken">Stops between sessions.</param>
    public PlantedClicksResult Run(int sessions, CancellationToken cancellationToken)
    {
        var lists = queries.Select(query => ListOf(query.Query)).ToArray();
        var counts = new QueryCounts(new QueryCountsOptions { SearchesMax = sessions });
        var random = new Random(seed);
        for (var session = 0; session < sessions; session++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Simulate(counts, lists, session, isReversed: false, random);
        }

        var values = ClickValues.Of([.. counts.Queries.Values]);
        var errors = Enumerable.Range(2, Listed - 1)
            .Select(rank => Math.Abs((values.Propensities[rank - 1] / Math.Pow(rank, -Decay)) - 1));
        return new PlantedClicksResult(
            NdcgOf(lists, (_, _) => 0, false),
            NdcgOf(lists, (query, id) => RateOf(counts, query, id), false),
            NdcgOf(lists, (query, id) => ValueOf(counts, values, query, id), false),
            NdcgOf(lists, (query, id) => query.Ratings.GetValueOrDefault(id), false),
            errors.Max(),
            values.Propensities[..Listed],
            FollowReversal(lists, sessions, cancellationToken));
    }

    /// <summary>At half time what was good is bad: how soon the counts follow, when they are of a window of searches.</summary>
    private int FollowReversal(string[][] lists, int sessions, CancellationToken cancellationToken)
    {
        var window = sessions / 6;
        var counts = new QueryCounts(new QueryCountsOptions { SearchesMax = window });
        var random = new Random(seed + 1);
        var looks = new List<double>();
        for (var session = 0; session < sessions; session++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Simulate(counts, lists, session, session >= sessions / 2, random);
            if (session >= sessions / 2 && (session - (sessions / 2)) % Step == Step - 1)
            {
                var values = ClickValues.Of([.. counts.Queries.Values]);
                looks.Add(NdcgOf(lists, (query, id) => ValueOf(counts, values, query, id), true));
            }
        }

        var at = looks.Count == 0 ? -1 : looks.FindIndex(look => look >= 0.95 * looks[^1]);
        return at < 0 ? -1 : (at + 1) * Step;
    }

    private string[] ListOf(string query) =>
        [.. search.Search(new SearchRequest(query, Listed)).Items.Where(item => item.Tier == SearchTier.Text).Select(item => item.ItemId)];

    private void Simulate(QueryCounts counts, string[][] lists, int session, bool isReversed, Random random)
    {
        var query = random.Next(queries.Count);
        var list = lists[query];
        var swap = random.NextDouble() < SwapShare && list.Length > 1 ? random.Next(list.Length - 1) : -1;
        var shown = new ShownItem[list.Length];
        for (var place = 0; place < list.Length; place++)
        {
            var source = place == swap ? place + 1 : place == swap + 1 && swap >= 0 ? place - 1 : place;
            shown[place] = new ShownItem(list[source], place + 1);
        }

        var user = FormattableString.Invariant($"u{random.Next(Users)}");
        counts.Apply(new SearchRecord(
            FormattableString.Invariant($"s{session}"), user, queries[query].Query, session, shown));
        foreach (var item in shown)
        {
            var rating = RatingOf(queries[query], item.ItemId, isReversed);
            if (random.NextDouble() < Math.Pow(item.Position, -Decay) * _attractions[Math.Min(rating, RatingMax)])
            {
                counts.Apply(user, item.ItemId, FormattableString.Invariant($"s{session}"), session, SearchAction.Click);
            }
        }
    }

    private static int RatingOf(JudgedQuery query, string itemId, bool isReversed) =>
        !query.Ratings.TryGetValue(itemId, out var rating) ? 0 : isReversed ? Math.Max(0, RatingMax - rating) : rating;

    private double NdcgOf(string[][] lists, Func<JudgedQuery, string, double> value, bool isReversed)
    {
        var figures = queries.Select((query, i) => QueryFigures.Of(
            [.. lists[i].OrderByDescending(id => value(query, id))],
            isReversed ? query.Ratings.ToDictionary(pair => pair.Key, pair => Math.Max(0, RatingMax - pair.Value)) : query.Ratings));
        return new SearchFigures([.. figures]).ByName()["nDCG@10"];
    }

    private ItemCounts? CountsOf(QueryCounts counts, JudgedQuery query, string itemId) =>
        counts.Queries.GetValueOrDefault(_key.Of(query.Query))?.Items.GetValueOrDefault(itemId);

    private double RateOf(QueryCounts counts, JudgedQuery query, string itemId) =>
        CountsOf(counts, query, itemId) is { } own ? (double)own.Clicks.Sum() / Math.Max(1, own.Shown.Sum()) : 0;

    private double ValueOf(QueryCounts counts, ClickValues values, JudgedQuery query, string itemId) =>
        CountsOf(counts, query, itemId) is { } own ? values.Of(own) : 0;
}
