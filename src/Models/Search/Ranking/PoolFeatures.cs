using StreamReco.Models.Items;
using StreamReco.Models.Search.Indexing;

namespace StreamReco.Models.Search.Ranking;

/// <summary>
/// The features of an item beside the other candidates: content, what category, brand and price the best matches have.
/// Reused; for one thread.
/// </summary>
internal sealed class PoolFeatures
{
    /// <summary>The best matches that stand for what is meant.</summary>
    private const int VotersMax = 50;

    /// <summary>The best matches whose content stands for the query's.</summary>
    private const int FeedbackMax = 10;

    private readonly Dictionary<string, int> _categories = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _brands = new(StringComparer.Ordinal);
    private readonly List<(float Cosine, int Candidate)> _order = [];
    private float[] _centre = [];
    private sbyte[] _feedback = [];
    private int _voters;
    private float _meanPrice;
    private float _spreadPrice;

    /// <summary>The category that most of the best matches have, and its share of them; null where none has one.</summary>
    public (string Category, float Share)? Intent { get; private set; }

    /// <summary>Different categories among the best matches.</summary>
    public int Categories => _categories.Count;

    /// <summary>Begins with the candidates of a query, best text first.</summary>
    public void Begin(IndexView view, IReadOnlyList<SearchCandidate> candidates)
    {
        _categories.Clear();
        _brands.Clear();
        _voters = Math.Min(VotersMax, candidates.Count);
        var (sum, squares, priced) = (0.0, 0.0, 0);
        for (var i = 0; i < _voters; i++)
        {
            var item = view.States[candidates[i].State].Segment.Items[candidates[i].Row];
            Vote(_categories, item.Category);
            Vote(_brands, item.Brand);
            if (item.Price > 0)
            {
                var price = Math.Log(item.Price);
                (sum, squares, priced) = (sum + price, squares + (price * price), priced + 1);
            }
        }

        _meanPrice = priced == 0 ? 0 : (float)(sum / priced);
        _spreadPrice = priced == 0 ? 0 : (float)Math.Sqrt(Math.Max(0, (squares / priced) - (sum / priced * sum / priced)));
        Intent = BestOf(_categories, _voters);
        Average(view, candidates);
    }

    /// <summary>Writes the features of a candidate, without <see cref="SearchFeatures.ContentPlace"/>.</summary>
    /// <param name="segment">The candidate's segment.</param>
    /// <param name="row">Its row.</param>
    /// <param name="query">The query's packed content vector; empty for none.</param>
    /// <param name="features">The candidate's row of the matrix.</param>
    public void Write(Segment segment, int row, ReadOnlySpan<sbyte> query, Span<float> features)
    {
        var item = segment.Items[row];
        if (!query.IsEmpty)
        {
            var vector = segment.Vectors.AsSpan(row * query.Length, query.Length);
            features[SearchFeatures.ContentCosine] = ContentBytes.Cosine(vector, query);
            features[SearchFeatures.FeedbackCosine] = ContentBytes.Cosine(vector, _feedback.AsSpan(0, query.Length));
        }

        features[SearchFeatures.CategoryVote] = ShareOf(_categories, item.Category);
        features[SearchFeatures.BrandVote] = ShareOf(_brands, item.Brand);
        WriteItem(item, features);
    }

    /// <summary>Writes <see cref="SearchFeatures.ContentPlace"/> of all candidates: 1/√place in the order of the cosine.</summary>
    public void WritePlaces(StreamReco.Models.Ranking.RankRequest request)
    {
        _order.Clear();
        for (var candidate = 0; candidate < request.Count; candidate++)
        {
            _order.Add((-request.FeaturesOf(candidate)[SearchFeatures.ContentCosine], candidate));
        }

        _order.Sort();
        for (var place = 0; place < _order.Count; place++)
        {
            request.FeaturesOf(_order[place].Candidate)[SearchFeatures.ContentPlace] =
                _order[place].Cosine < 0 ? 1 / MathF.Sqrt(place + 1) : 0;
        }
    }

    private void WriteItem(CatalogItem item, Span<float> features)
    {
        if (item.Price > 0)
        {
            var price = (float)Math.Log(item.Price);
            features[SearchFeatures.Price] = price;
            features[SearchFeatures.PriceDeviation] = _spreadPrice > 0 ? (price - _meanPrice) / _spreadPrice : 0;
            features[SearchFeatures.HasPrice] = 1;
        }

        features[SearchFeatures.IsAvailable] = item.Available ? 1 : 0;
        features[SearchFeatures.DescriptionLength] = MathF.Log(1 + (item.Description?.Length ?? 0));
        features[SearchFeatures.AttributeCount] = MathF.Log(1 + item.Attributes.Count);
        features[SearchFeatures.HasCategory] = item.Category is null ? 0 : 1;
    }

    private static void Vote(Dictionary<string, int> votes, string? value)
    {
        if (value is not null)
        {
            votes[value] = votes.GetValueOrDefault(value) + 1;
        }
    }

    private static (string, float)? BestOf(Dictionary<string, int> votes, int voters)
    {
        var (best, count) = ("", 0);
        foreach (var (value, own) in votes)
        {
            if (own > count || (own == count && string.CompareOrdinal(value, best) < 0))
            {
                (best, count) = (value, own);
            }
        }

        return count == 0 ? null : (best, (float)count / voters);
    }

    private float ShareOf(Dictionary<string, int> votes, string? value) =>
        value is null || _voters == 0 ? 0 : (float)votes.GetValueOrDefault(value) / _voters;

    private void Average(IndexView view, IReadOnlyList<SearchCandidate> candidates)
    {
        var length = candidates.Count == 0 || view.States[0].Segment.Rows == 0
            ? 0 : view.States[0].Segment.Vectors.Length / view.States[0].Segment.Rows;
        if (_centre.Length < length)
        {
            (_centre, _feedback) = (new float[length], new sbyte[length]);
        }

        Array.Clear(_centre);
        for (var i = 0; i < Math.Min(FeedbackMax, candidates.Count); i++)
        {
            var segment = view.States[candidates[i].State].Segment;
            for (var d = 0; d < length; d++)
            {
                _centre[d] += segment.Vectors[(candidates[i].Row * length) + d];
            }
        }

        var norm = System.Numerics.Tensors.TensorPrimitives.Norm<float>(_centre.AsSpan(0, length));
        for (var d = 0; d < length; d++)
        {
            _centre[d] = norm > 0 ? _centre[d] / norm : 0;
        }

        ContentBytes.Pack(_centre.AsSpan(0, length), _feedback);
    }
}
