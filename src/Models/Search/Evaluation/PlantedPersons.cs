using StreamReco.Models.Items;
using StreamReco.Models.Ranking;
using StreamReco.Models.Search.Counts;
using StreamReco.Models.Search.Indexing;
using StreamReco.Models.Search.Ranking;
using StreamReco.Models.Search.Training;

namespace StreamReco.Models.Search.Evaluation;

/// <summary>What planted persons came to; nDCG@10 with what each person clicks as gain.</summary>
/// <param name="SensitiveBase">Queries where taste matters, ranked for nobody.</param>
/// <param name="SensitivePersonal">The same, ranked for the person.</param>
/// <param name="SensitiveBound">The same, in the best order that is the same for all persons.</param>
/// <param name="NeutralBase">Queries where taste does not matter, ranked for nobody.</param>
/// <param name="NeutralPersonal">The same, ranked for the person.</param>
public sealed record PlantedPersonsResult(
    double SensitiveBase, double SensitivePersonal, double SensitiveBound, double NeutralBase, double NeutralPersonal)
{
    /// <summary>Share of the gain that taste offers that was won: 1 is the order that knows each person.</summary>
    public double GainShare => (SensitivePersonal - SensitiveBase) / (1 - SensitiveBound);

    /// <summary>What neutral queries lose.</summary>
    public double NeutralLoss => NeutralBase - NeutralPersonal;
}

/// <summary>
/// Simulates persons who prefer a brand and a band of prices, in half of the queries. A ranker is trained on their clicks
/// with and without what is known of the person. Where taste pays is not given: it must be learned.
/// </summary>
/// <param name="index">The catalog.</param>
/// <param name="items">The same by id.</param>
/// <param name="queries">The ratings.</param>
/// <param name="seed">Draws persons and sessions.</param>
public sealed class PlantedPersons(
    SearchIndex index, IReadOnlyDictionary<string, CatalogItem> items, IReadOnlyList<JudgedQuery> queries, int seed)
{
    private const int Persons = 20;
    private const int Listed = 10;
    private const double Decay = 0.8;
    private const double SwapShare = 0.1;
    private const double BrandBoost = 2.5;
    private const double PriceBoost = 1.8;
    private const double AttractionMax = 0.9;

    private static readonly double[] _attractions = [0.02, 0.08, 0.2, 0.35];

    private readonly ProductSearch _search = new(index, SearchRanker.Fixed);
    private readonly Random _random = new(seed);
    private readonly TasteProfile[] _profiles = [.. Enumerable.Range(0, Persons).Select(_ => new TasteProfile())];
    private string[][] _lists = [];
    private (string Brand, int Band)[] _tastes = [];

    /// <summary>Runs the sessions, trains and judges.</summary>
    /// <param name="sessions">Sessions that are counted.</param>
    /// <param name="examples">Sessions that are trained on, after those.</param>
    /// <param name="cancellationToken">Stops between sessions.</param>
    public PlantedPersonsResult Run(int sessions, int examples, CancellationToken cancellationToken)
    {
        _lists = [.. queries.Select(query => _search.Search(new SearchRequest(query.Query, Listed)).Items.Select(item => item.ItemId).ToArray())];
        _tastes = DrawTastes();
        var counts = new QueryCounts(new QueryCountsOptions { SearchesMax = sessions });
        for (var session = 0; session < sessions; session++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Count(counts, session);
        }

        var values = ClickValues.Of([.. counts.Queries.Values]);
        _search.Clicks = new CountedSignals(counts.Queries, values);
        var weights = new ClickWeights(values);
        var training = Enumerable.Range(0, examples).Select(_ => ExampleOf(weights, cancellationToken)).ToArray();
        var trainer = new ClickTrainer(new ClickTraining());
        var personal = trainer.Train(training, cancellationToken).Ranker;
        var plain = trainer.Train([.. training.Select(query => query with { Features = WithoutPerson(query.Features) })], cancellationToken).Ranker;
        return Judge(plain, personal);
    }

    private static bool IsSensitive(int query) => query % 2 == 0;

    /// <summary>Brands and price bands that are common in the lists, so that a taste has something to choose.</summary>
    private (string, int)[] DrawTastes()
    {
        var shown = _lists.SelectMany(list => list).Select(id => items[id]).ToArray();
        var brands = shown.Where(item => item.Brand is not null).GroupBy(item => item.Brand!)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).Take(10).Select(group => group.Key).ToArray();
        var bands = shown.Where(item => item.Price > 0).GroupBy(BandOf)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key).Take(5).Select(group => group.Key).ToArray();
        return [.. Enumerable.Range(0, Persons).Select(person => (brands[person % brands.Length], bands[_random.Next(bands.Length)]))];
    }

    private static int BandOf(CatalogItem item) => (int)Math.Floor(Math.Log2(item.Price));

    private double AttractionOf(int person, int query, string itemId)
    {
        var attraction = _attractions[Math.Min(_attractions.Length - 1, queries[query].Ratings.GetValueOrDefault(itemId))];
        if (!IsSensitive(query))
        {
            return attraction;
        }

        var item = items[itemId];
        attraction *= item.Brand == _tastes[person].Brand ? BrandBoost : 1;
        attraction *= item.Price > 0 && BandOf(item) == _tastes[person].Band ? PriceBoost : 1;
        return Math.Min(AttractionMax, attraction);
    }

    /// <summary>Shows a list with a swap now and then, and draws what is clicked.</summary>
    private (int Person, int Query, string[] Shown, bool[] Clicked) Simulate()
    {
        var (person, query) = (_random.Next(Persons), _random.Next(queries.Count));
        string[] shown = [.. _lists[query]];
        if (_random.NextDouble() < SwapShare && shown.Length > 1)
        {
            var place = _random.Next(shown.Length - 1);
            (shown[place], shown[place + 1]) = (shown[place + 1], shown[place]);
        }

        bool[] clicked =
        [
            .. shown.Select((id, place) => _random.NextDouble() < Math.Pow(place + 1, -Decay) * AttractionOf(person, query, id)),
        ];
        return (person, query, shown, clicked);
    }

    private void Count(QueryCounts counts, int session)
    {
        var (person, query, shown, clicked) = Simulate();
        var (user, searchId) = (FormattableString.Invariant($"p{person}"), FormattableString.Invariant($"s{session}"));
        counts.Apply(new SearchRecord(
            searchId, user, queries[query].Query, session,
            [.. shown.Select((id, place) => new ShownItem(id, place + 1))]));
        for (var place = 0; place < shown.Length; place++)
        {
            if (clicked[place])
            {
                counts.Apply(user, shown[place], searchId, session, SearchAction.Click);
                _profiles[person].Add(items[shown[place]]);
            }
        }
    }

    /// <summary>A session with a click to learn from.</summary>
    private ClickedQuery ExampleOf(ClickWeights weights, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (person, query, shown, clicked) = Simulate();
            if (clicked.Contains(true))
            {
                var (ids, features, length) = Describe(person, query);
                var gains = shown.Select((id, place) => (id, Gain: clicked[place] ? weights.Of(place + 1) : 0))
                    .ToDictionary(pair => pair.id, pair => pair.Gain, StringComparer.Ordinal);
                return new ClickedQuery(length, features, [.. ids.Select(id => gains[id])]);
            }
        }
    }

    /// <summary>The features of the items of a query's list for a person.</summary>
    private (string[] Ids, float[] Features, int LengthClass) Describe(int person, int query)
    {
        (string[] Ids, float[] Features, int LengthClass) described = default;
        _search.Describe(new SearchRequest(queries[query].Query, Listed) { Person = _profiles[person] }, (ids, request) =>
        {
            var rows = _lists[query].Select(id => ids.ToList().IndexOf(id)).Where(row => row >= 0).ToArray();
            described = ([.. rows.Select(row => ids[row])], [.. rows.SelectMany(row => request.FeaturesOf(row).ToArray())], request.LengthClass);
        });
        return described;
    }

    private static float[] WithoutPerson(float[] features)
    {
        float[] without = [.. features];
        for (var at = 0; at < without.Length; at += SearchFeatures.Count)
        {
            without.AsSpan(at + SearchFeatures.OnlineVector, SearchFeatures.Bought - SearchFeatures.OnlineVector + 1).Clear();
        }

        return without;
    }

    private PlantedPersonsResult Judge(RankerModel plain, RankerModel personal)
    {
        var sums = new double[5];
        for (var query = 0; query < queries.Count; query++)
        {
            for (var person = 0; person < Persons; person++)
            {
                var (ids, features, length) = Describe(person, query);
                var first = IsSensitive(query) ? 0 : 3;
                sums[first] += NdcgOf(person, query, ids, ScoresOf(plain, length, WithoutPerson(features)));
                sums[first + 1] += NdcgOf(person, query, ids, ScoresOf(personal, length, features));
                if (IsSensitive(query))
                {
                    sums[2] += NdcgOf(person, query, ids, [.. ids.Select(id => Enumerable.Range(0, Persons).Average(all => AttractionOf(all, query, id)))]);
                }
            }
        }

        double sensitive = Enumerable.Range(0, queries.Count).Count(IsSensitive) * Persons;
        var neutral = (queries.Count * Persons) - sensitive;
        return new PlantedPersonsResult(
            sums[0] / sensitive, sums[1] / sensitive, sums[2] / sensitive, sums[3] / neutral, sums[4] / neutral);
    }

    private static double[] ScoresOf(RankerModel ranker, int length, float[] features) =>
    [
        .. Enumerable.Range(0, features.Length / SearchFeatures.Count).Select(row => (double)ranker.Score(
            features.AsSpan(row * SearchFeatures.Count, SearchFeatures.Count), length)),
    ];

    private double NdcgOf(int person, int query, string[] ids, double[] scores)
    {
        double GainOf(IEnumerable<string> order) =>
            order.Select((id, place) => AttractionOf(person, query, id) / Math.Log2(place + 2)).Sum();
        return GainOf(ids.Zip(scores).OrderByDescending(pair => pair.Second).Select(pair => pair.First))
            / GainOf(ids.OrderByDescending(id => AttractionOf(person, query, id)));
    }
}
