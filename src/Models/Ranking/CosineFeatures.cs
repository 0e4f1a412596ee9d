using System.Numerics.Tensors;
using System.Runtime.Intrinsics.X86;
using StreamReco.Models.Encoder;

namespace StreamReco.Models.Ranking;

/// <summary>What the encoder's item space says of a candidate.</summary>
internal sealed class CosineFeatures(ItemVectors vectors)
{
    /// <summary>Clicks from the session's end that are compared.</summary>
    private const int ItemsMax = 8;

    /// <summary>Candidates that are fetched ahead.</summary>
    private const int Ahead = 4;

    /// <summary>Floats of a cache line.</summary>
    private const int LineFloats = 16;

    /// <summary>The encoder's score of each candidate, wherever it stands in the encoder's own order.</summary>
    /// <remarks>The candidates lie anywhere in a table that no near cache holds: those ahead are fetched meanwhile.</remarks>
    public unsafe void WriteScores(ReadOnlySpan<int> rows, ReadOnlySpan<float> query, Span<float> scores)
    {
        fixed (float* values = vectors.Values)
        {
            for (var candidate = 0; candidate < rows.Length; candidate++)
            {
                if (Sse.IsSupported && candidate + Ahead < rows.Length)
                {
                    var next = values + ((nint)rows[candidate + Ahead] * vectors.Dimensions);
                    for (var k = 0; k < vectors.Dimensions; k += LineFloats)
                    {
                        Sse.Prefetch0(next + k);
                    }
                }

                scores[candidate] = TensorPrimitives.Dot(query, vectors.Of(rows[candidate])) * vectors.ScoreScale;
            }
        }
    }

    /// <summary>Writes four columns: cosine with the last, the first, the one before the last, and the highest.</summary>
    public void Write(int row, ReadOnlySpan<int> session, ref Columns target)
    {
        if (session.IsEmpty)
        {
            target.Add(0);
            target.Add(0);
            target.Add(0);
            target.Add(0);
            return;
        }

        var own = vectors.Of(row);
        var last = Cosine(own, session[^1]);
        var before = session.Length > 1 ? Cosine(own, session[^2]) : last;
        var highest = Math.Max(last, before);
        for (var place = Math.Max(0, session.Length - ItemsMax); place < session.Length - 2; place++)
        {
            highest = Math.Max(highest, Cosine(own, session[place]));
        }

        target.Add(last);
        target.Add(session.Length > 2 ? Cosine(own, session[0]) : before);
        target.Add(before);
        target.Add(highest);
    }

    private float Cosine(ReadOnlySpan<float> own, int row) => TensorPrimitives.Dot(own, vectors.Of(row));
}
