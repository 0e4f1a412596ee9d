using System.Globalization;
using StreamReco.Models.Items;

namespace StreamReco.Models.Simulation;

/// <summary>
/// The shop's shelves: which items there are, how popular each is today, and which go together. Items of a category
/// that go together are fixed, so that a model can learn them; popularity drifts from day to day.
/// </summary>
internal sealed class ShopWorld
{
    /// <summary>Items that go together with an item, the best first.</summary>
    public const int Neighbours = 6;

    private readonly int[] _categoryOf;
    private readonly int[][] _itemsOf;
    private readonly int[][] _neighbours;
    private readonly double[] _weights;
    private readonly double[][] _cumulative;
    private readonly double[] _categoryCumulative;
    private readonly ShopSimulatorOptions _options;

    public ShopWorld(ShopSimulatorOptions options, Random random)
    {
        _options = options;
        _categoryOf = [.. Enumerable.Range(0, options.Items).Select(i => i % options.Categories)];
        _itemsOf = [.. Enumerable.Range(0, options.Categories)
            .Select(c => Enumerable.Range(0, options.Items).Where(i => i % options.Categories == c).ToArray())];
        _weights = [.. Enumerable.Range(1, options.Items).Select(rank => Math.Pow(rank, -options.ZipfExponent))];
        random.Shuffle(_weights);
        _cumulative = [.. _itemsOf.Select(items => new double[items.Length])];
        _categoryCumulative = new double[options.Categories];
        Reweigh();
        _neighbours = [.. Enumerable.Range(0, options.Items).Select(i => NeighboursOf(i, random))];
        Catalog = [.. Enumerable.Range(0, options.Items).Select(i => Describe(i, random))];
    }

    /// <summary>By item number.</summary>
    public IReadOnlyList<CatalogItem> Catalog { get; }

    public int DrawCategory(Random random) => Draw(_categoryCumulative, random);

    /// <summary>An item of a category, by today's popularity.</summary>
    public int DrawItem(int category, Random random) => _itemsOf[category][Draw(_cumulative[category], random)];

    /// <summary>An item that goes together with <paramref name="item"/>: the first with 1/2, the second with 1/4 …</summary>
    public int DrawNeighbour(int item, Random random)
    {
        var neighbours = _neighbours[item];
        var place = 0;
        while (place < neighbours.Length - 1 && random.NextDouble() < 0.5)
        {
            place++;
        }

        return neighbours[place];
    }

    /// <summary>A day passes: some items change places in the ranking.</summary>
    public void Drift(Random random)
    {
        var swaps = (int)Math.Round(_weights.Length * _options.DriftPerDay / 2);
        for (var i = 0; i < swaps; i++)
        {
            var (a, b) = (random.Next(_weights.Length), random.Next(_weights.Length));
            (_weights[a], _weights[b]) = (_weights[b], _weights[a]);
        }

        Reweigh();
    }

    private void Reweigh()
    {
        var all = 0.0;
        for (var c = 0; c < _itemsOf.Length; c++)
        {
            var sum = 0.0;
            for (var i = 0; i < _itemsOf[c].Length; i++)
            {
                sum += _weights[_itemsOf[c][i]];
                _cumulative[c][i] = sum;
            }

            all += sum;
            _categoryCumulative[c] = all;
        }
    }

    /// <summary>Popular items are in more company than others, as in a real shop.</summary>
    private int[] NeighboursOf(int item, Random random)
    {
        var own = _itemsOf[_categoryOf[item]];
        if (own.Length == 1)
        {
            return [item];
        }

        var neighbours = new HashSet<int>();
        for (var tries = 0; neighbours.Count < Math.Min(Neighbours, own.Length - 1) && tries < 100; tries++)
        {
            var other = tries % 2 == 0 ? own[random.Next(own.Length)] : DrawItem(_categoryOf[item], random);
            if (other != item)
            {
                neighbours.Add(other);
            }
        }

        return [.. neighbours];
    }

    private CatalogItem Describe(int item, Random random)
    {
        var category = _categoryOf[item];
        var dollars = Math.Exp(1.5 + category % 5 * 0.4 + 1.6 * random.NextDouble());
        return new CatalogItem(
            string.Create(CultureInfo.InvariantCulture, $"i{item + 1:D5}"),
            ShopVocabulary.Item(category, item / _options.Categories),
            ShopVocabulary.Category(category),
            ShopVocabulary.Brand(random.Next(int.MaxValue)),
            Math.Round(dollars) + 0.95,
            Available: true);
    }

    private static int Draw(double[] cumulative, Random random)
    {
        var place = Array.BinarySearch(cumulative, random.NextDouble() * cumulative[^1]);
        return Math.Min(place < 0 ? ~place : place + 1, cumulative.Length - 1);
    }
}
