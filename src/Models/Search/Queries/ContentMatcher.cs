using StreamReco.Models.Content;
using StreamReco.Models.Items;
using StreamReco.Models.Search.Indexing;

namespace StreamReco.Models.Search.Queries;

/// <summary>Finds the documents whose content is most like a query's. Reused; for one thread.</summary>
internal sealed class ContentMatcher
{
    private readonly MatchHeap _heap = new();
    private float[] _vector = [];
    private sbyte[] _packed = [];

    /// <inheritdoc cref="MatchHeap.Release"/>
    public void Release() => _heap.Release();

    /// <summary>The query's packed vector; empty where nothing is said of its words.</summary>
    public ReadOnlySpan<sbyte> Encode(ContentEncoder? encoder, string query)
    {
        if (encoder is null || string.IsNullOrWhiteSpace(query))
        {
            return default;
        }

        if (_vector.Length != encoder.Dimensions)
        {
            (_vector, _packed) = (new float[encoder.Dimensions], new sbyte[encoder.Dimensions]);
        }

        encoder.Encode(new CatalogItem("", query, null, null, double.NaN, Available: true), _vector);
        if (_vector.AsSpan().IndexOfAnyExcept(0f) < 0)
        {
            return default;
        }

        ContentBytes.Pack(_vector, _packed);
        return _packed;
    }

    /// <summary>Fills <paramref name="matches"/> with the nearest, the nearest first; those at a right angle or more are none.</summary>
    public void Match(
        IndexView view, ReadOnlySpan<sbyte> query, ulong[][]? allowed, int size, List<TextMatch> matches)
    {
        _heap.Begin(view, size);
        for (var state = 0; state < view.States.Length; state++)
        {
            var segment = view.States[state].Segment;
            for (var row = 0; row < segment.Rows; row++)
            {
                if (allowed is null ? view.States[state].IsDead(row) : (allowed[state][row >> 6] & (1UL << row)) == 0)
                {
                    continue;
                }

                var cosine = ContentBytes.Cosine(segment.Vectors.AsSpan(row * query.Length, query.Length), query);
                if (cosine > 0)
                {
                    _heap.Offer(new TextMatch(state, row, cosine, 0, IsWhole: false));
                }
            }
        }

        _heap.Drain(matches);
    }

    /// <summary>Fills <paramref name="matches"/> with the first documents by id.</summary>
    public void First(IndexView view, ulong[][]? allowed, int size, List<TextMatch> matches)
    {
        _heap.Begin(view, size);
        for (var state = 0; state < view.States.Length; state++)
        {
            for (var row = 0; row < view.States[state].Segment.Rows; row++)
            {
                if (allowed is null ? !view.States[state].IsDead(row) : (allowed[state][row >> 6] & (1UL << row)) != 0)
                {
                    _heap.Offer(new TextMatch(state, row, 0, 0, IsWhole: false));
                }
            }
        }

        _heap.Drain(matches);
    }
}
