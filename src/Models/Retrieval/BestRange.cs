using System.Numerics;
using System.Runtime.Intrinsics;

namespace StreamReco.Models.Retrieval;

/// <summary>The rows with the best K of many scores. For one thread.</summary>
/// <remarks>
/// A row is taken in only if its score exceeds the K-th best so far, which one comparison of eight rows says; what has
/// gathered is thinned out from time to time.
/// </remarks>
/// <param name="best">K.</param>
internal sealed class BestRange(int best)
{
    private const int ChunkMax = 256;

    private readonly uint[] _orders = new uint[(2 * Math.Max(best, ChunkMax)) + ChunkMax];
    private readonly int[] _rows = new int[(2 * Math.Max(best, ChunkMax)) + ChunkMax];
    private readonly ulong[] _keys = new ulong[best];
    private float _threshold;
    private int _count;

    /// <summary>Keys (<see cref="ScoredRow"/>) of the best K, in no order, fewer where fewer have a score.</summary>
    /// <param name="scores">By row.</param>
    public Span<ulong> Find(ReadOnlySpan<float> scores)
    {
        (_count, _threshold) = (0, float.NegativeInfinity);
        for (var first = 0; first < scores.Length; first += ChunkMax)
        {
            if (_count + ChunkMax > _rows.Length)
            {
                Thin();
            }

            Take(scores.Slice(first, Math.Min(ChunkMax, scores.Length - first)), first);
        }

        Thin();
        for (var i = 0; i < _count; i++)
        {
            _keys[i] = ScoredRow.Of(_rows[i], _orders[i]);
        }

        return _keys.AsSpan(0, _count);
    }

    private void Thin()
    {
        if (_count > best)
        {
            var least = LargestFirst.Nth(_orders.AsSpan(0, _count), best);
            _threshold = MathF.Max(_threshold, ScoredRow.ScoreOf(least));
            _count = LargestFirst.Keep(_orders.AsSpan(0, _count), _rows, least, best);
        }
    }

    private void Add(int row, float score)
    {
        (_orders[_count], _rows[_count]) = (ScoredRow.OrderOf(score), row);
        _count++;
    }

    private void Take(ReadOnlySpan<float> scores, int first)
    {
        var (threshold, i) = (Vector256.Create(_threshold), 0);
        for (; i <= scores.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var own = Vector256.Create(scores.Slice(i, Vector256<float>.Count));
            var above = Vector256.GreaterThan(own, threshold).ExtractMostSignificantBits();
            for (; above != 0; above &= above - 1)
            {
                var row = i + BitOperations.TrailingZeroCount(above);
                Add(first + row, scores[row]);
            }
        }

        for (; i < scores.Length; i++)
        {
            if (scores[i] > _threshold)
            {
                Add(first + i, scores[i]);
            }
        }
    }
}
