using System.Numerics.Tensors;
using StreamReco.Models.Encoder;

namespace StreamReco.Models.Evaluation;

/// <summary>
/// What answers look like besides being right: gathered from the first twenty of each. Added to by one thread at a time.
/// </summary>
/// <param name="clicks">Training clicks of each item, by row.</param>
/// <param name="vectors">Says how alike items are; null leaves diversity out.</param>
public sealed class ListFigures(IReadOnlyList<int> clicks, ItemVectors? vectors)
{
    /// <summary>An item of so few training clicks is cold.</summary>
    public const int ColdClicksMax = 5;

    private readonly long _total = Math.Max(1, clicks.Sum(count => (long)count));
    private readonly bool[] _shown = new bool[clicks.Count];
    private long _places;
    private long _cold;
    private long _pairs;
    private double _popularity;
    private double _novelty;
    private double _distance;

    /// <summary>Adds one answer.</summary>
    public void Add(ReadOnlySpan<int> rows)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            _places++;
            _shown[row] = true;
            _cold += clicks[row] <= ColdClicksMax ? 1 : 0;
            _popularity += clicks[row];
            _novelty -= Math.Log2((clicks[row] + 1.0) / (_total + clicks.Count));
            for (var other = 0; vectors is not null && other < i; other++)
            {
                _distance += 1 - TensorPrimitives.Dot(vectors.Of(row), vectors.Of(rows[other]));
                _pairs++;
            }
        }
    }

    /// <summary>
    /// <c>coverage</c> (share of the vocabulary that was shown at all), <c>popularity_bias</c> (mean clicks of a shown
    /// item by the mean clicks of an item), <c>novelty_bits</c> (mean of −log₂ of an item's share of the clicks),
    /// <c>cold_share</c> (share of the places with an item of at most five clicks) and <c>diversity</c> (mean of one less
    /// the cosine of two items of a list, where there are vectors).
    /// </summary>
    public SortedDictionary<string, double> ByName()
    {
        var places = Math.Max(1, _places);
        var figures = new SortedDictionary<string, double>(StringComparer.Ordinal)
        {
            ["cold_share"] = (double)_cold / places,
            ["coverage"] = (double)_shown.Count(shown => shown) / Math.Max(1, _shown.Length),
            ["novelty_bits"] = _novelty / places,
            ["popularity_bias"] = _popularity / places / ((double)_total / Math.Max(1, clicks.Count)),
        };
        if (vectors is not null)
        {
            figures["diversity"] = _distance / Math.Max(1, _pairs);
        }

        return figures;
    }
}
