using StreamReco.Models.Encoder;
using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Ranking;

/// <summary>What the encoder's item space says of a candidate.</summary>
/// <param name="vectors">The space.</param>
/// <param name="candidates">C.</param>
internal sealed class CosineFeatures(ItemVectors vectors, int candidates)
{
    /// <summary>Clicks from the session's end that are compared.</summary>
    private const int ItemsMax = 8;

    /// <summary>Candidates that are fetched ahead.</summary>
    private const int Ahead = 4;

    private readonly float[] _last = new float[candidates];
    private readonly float[] _first = new float[candidates];
    private readonly float[] _before = new float[candidates];
    private readonly float[] _highest = new float[candidates];

    /// <summary>The encoder's score of each candidate, wherever it stands in the encoder's own order.</summary>
    /// <remarks>The candidates lie anywhere in a table that no near cache holds: those ahead are fetched meanwhile.</remarks>
    public void WriteScores(ReadOnlySpan<int> rows, ReadOnlySpan<float> query, Span<float> scores)
    {
        for (var candidate = 0; candidate < rows.Length; candidate++)
        {
            if (candidate + Ahead < rows.Length)
            {
                CacheLines.Fetch(vectors.Of(rows[candidate + Ahead]));
            }

            scores[candidate] = OrderedDot.Of(query, vectors.Of(rows[candidate])) * vectors.ScoreScale;
        }
    }

    /// <summary>Writes four columns: cosine with the last, the first, the one before the last, and the highest.</summary>
    public void Write(ReadOnlySpan<int> rows, ReadOnlySpan<int> session, ref FeatureColumns columns)
    {
        for (var candidate = 0; candidate < rows.Length && !session.IsEmpty; candidate++)
        {
            Compare(candidate, vectors.Of(rows[candidate]), session);
        }

        foreach (var cosines in (ReadOnlySpan<float[]>)[_last, _first, _before, _highest])
        {
            if (session.IsEmpty)
            {
                cosines.AsSpan(0, rows.Length).Clear();
            }

            columns.Add(cosines.AsSpan(0, rows.Length));
        }
    }

    private void Compare(int candidate, ReadOnlySpan<float> own, ReadOnlySpan<int> session)
    {
        var last = Cosine(own, session[^1]);
        var before = session.Length > 1 ? Cosine(own, session[^2]) : last;
        var first = session.Length > 2 ? Cosine(own, session[0]) : before;
        var (highest, oldest) = (Math.Max(last, before), Math.Max(0, session.Length - ItemsMax));
        for (var place = oldest; place < session.Length - 2; place++)
        {
            highest = Math.Max(highest, place == 0 ? first : Cosine(own, session[place]));
        }

        (_last[candidate], _first[candidate], _before[candidate], _highest[candidate]) = (last, first, before, highest);
    }

    private float Cosine(ReadOnlySpan<float> own, int row) => OrderedDot.Of(own, vectors.Of(row));
}
