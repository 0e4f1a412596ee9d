using System.Runtime.Intrinsics;

namespace StreamReco.Models.Ranking;

/// <summary>
/// What the sources say of an answer's candidates, source by source: each one's score of every candidate, and the
/// candidate's place by it. Columns, so that a source's table is read in one go. For one thread.
/// </summary>
/// <param name="sources">S.</param>
/// <param name="candidates">C.</param>
internal sealed class SourceColumns(int sources, int candidates)
{
    private static readonly int _lanes = Vector512<float>.Count;

    private readonly int _stride = (candidates + _lanes - 1) / _lanes * _lanes;
    private readonly float[] _scores = new float[sources * ((candidates + _lanes - 1) / _lanes * _lanes)];
    private readonly float[] _places = new float[sources * ((candidates + _lanes - 1) / _lanes * _lanes)];
    private readonly float[] _placeShares = [.. Enumerable.Range(0, candidates + 1).Select(place => 1 / MathF.Sqrt(place + 1))];

    /// <summary>A source's scores, to be written; behind the last candidate negative infinity.</summary>
    public Span<float> Begin(int source, int count)
    {
        var column = _scores.AsSpan(source * _stride, _stride);
        column[count..].Fill(float.NegativeInfinity);
        return column[..count];
    }

    /// <summary>
    /// Works out the places by a source: 1/√place, what a share of the best does not say when many are close. Equal
    /// scores share the first place; 0 where the source does not speak for the candidate.
    /// </summary>
    public void Place(int source, int count)
    {
        var column = _scores.AsSpan(source * _stride, _stride);
        var places = _places.AsSpan(source * _stride, count);
        var padded = (count + _lanes - 1) / _lanes * _lanes;
        for (var candidate = 0; candidate < count; candidate++)
        {
            var own = column[candidate];
            places[candidate] = own == 0 ? 0 : _placeShares[GreaterThan(own, column[..padded])];
        }
    }

    /// <summary>A source's scores, once they are written.</summary>
    public ReadOnlySpan<float> ScoresOf(int source, int count) => _scores.AsSpan(source * _stride, count);

    /// <summary>A source's places, once they are worked out.</summary>
    public ReadOnlySpan<float> PlacesOf(int source, int count) => _places.AsSpan(source * _stride, count);

    private static int GreaterThan(float own, ReadOnlySpan<float> column)
    {
        var (bound, count) = (Vector512.Create(own), Vector512<int>.Zero);
        for (var i = 0; i < column.Length; i += _lanes)
        {
            count -= Vector512.GreaterThan(Vector512.Create(column.Slice(i, _lanes)), bound).AsInt32();
        }

        return Vector512.Sum(count);
    }
}
