using System.Numerics;
using System.Runtime.Intrinsics;

namespace StreamReco.Models.Retrieval;

/// <summary>
/// The rows that may be among the best K, found by scores that are known up to a slack: each row's score lies between
/// (sum − slack)·scale and (sum + slack)·scale. With a slack of 0 these are the best K themselves. For one thread.
/// </summary>
/// <remarks>
/// A row is taken in only if its upper end exceeds the K-th largest lower end so far, which one comparison of eight rows
/// says; what has gathered is thinned out from time to time.
/// </remarks>
/// <param name="best">K.</param>
internal sealed unsafe class BestRange(int best)
{
    /// <summary>The most rows of a call.</summary>
    public const int RowsMax = 256;

    private uint[] _orders = new uint[(2 * Math.Max(best, RowsMax)) + RowsMax];
    private int[] _rows = new int[(2 * Math.Max(best, RowsMax)) + RowsMax];
    private ulong[] _keys = [];
    private float _threshold;
    private float _slack;
    private int _count;

    /// <summary>Keys (<see cref="ScoredRow"/>) of the rows' lower ends.</summary>
    public Span<ulong> Keys()
    {
        if (_keys.Length < _count)
        {
            _keys = new ulong[_orders.Length];
        }

        for (var i = 0; i < _count; i++)
        {
            _keys[i] = ScoredRow.Of(_rows[i], _orders[i]);
        }

        return _keys.AsSpan(0, _count);
    }

    /// <summary>Forgets all rows.</summary>
    /// <param name="floor">Scores up to this do not count.</param>
    /// <param name="slack">In units of the sums.</param>
    public void Begin(float floor, float slack) => (_count, _threshold, _slack) = (0, floor, slack);

    /// <summary>Takes in rows, which rise from call to call.</summary>
    /// <param name="sums">Of the rows from <paramref name="first"/> on; readable to a multiple of eight.</param>
    /// <param name="scales">All scales by row; readable as far.</param>
    /// <param name="first">The first row.</param>
    /// <param name="rows">How many, at most <see cref="RowsMax"/>.</param>
    public void Take(int* sums, ReadOnlySpan<float> scales, int first, int rows)
    {
        if (_count + RowsMax > _rows.Length)
        {
            Thin(scales);
        }

        var (threshold, slack) = (Vector256.Create(_threshold), Vector256.Create(_slack));
        fixed (float* scale = scales[first..])
        {
            for (var i = 0; i < rows; i += Vector256<float>.Count)
            {
                var sum = Vector256.ConvertToSingle(Vector256.Load(sums + i));
                var upper = (sum + slack) * Vector256.Load(scale + i);
                var above = Vector256.GreaterThan(upper, threshold).ExtractMostSignificantBits();
                for (; above != 0; above &= above - 1)
                {
                    var row = i + BitOperations.TrailingZeroCount(above);
                    if (row < rows)
                    {
                        Add(first + row, (sums[row] - _slack) * scale[row]);
                    }
                }
            }
        }
    }

    /// <summary>Takes in rows whose scores are known as they are; only after a beginning without slack.</summary>
    /// <param name="scores">Scores of the rows from <paramref name="first"/> on.</param>
    /// <param name="first">The first row; rises from call to call.</param>
    public void Take(ReadOnlySpan<float> scores, int first)
    {
        while (!scores.IsEmpty)
        {
            if (_count + RowsMax > _rows.Length)
            {
                Thin([]);
            }

            var chunk = scores[..Math.Min(RowsMax, scores.Length)];
            TakeChunk(chunk, first);
            scores = scores[chunk.Length..];
            first += chunk.Length;
        }
    }

    /// <summary>Leaves out what cannot be among the best K.</summary>
    /// <param name="scales">All scales by row.</param>
    public void Thin(ReadOnlySpan<float> scales)
    {
        if (_count > best)
        {
            var least = LargestFirst.Nth(_orders.AsSpan(0, _count), best);
            _threshold = MathF.Max(_threshold, ScoredRow.ScoreOf(least));
            if (_slack > 0)
            {
                KeepReaching(scales);
            }
            else
            {
                KeepBest(least);
            }
        }

        if (_count + (2 * RowsMax) > _rows.Length)
        {
            Array.Resize(ref _orders, 2 * _orders.Length);
            Array.Resize(ref _rows, 2 * _rows.Length);
        }
    }

    /// <summary>Keeps the rows whose upper end reaches the threshold.</summary>
    private void KeepReaching(ReadOnlySpan<float> scales)
    {
        var kept = 0;
        for (var i = 0; i < _count; i++)
        {
            var upper = ScoredRow.ScoreOf(_orders[i]) + (2 * _slack * scales[_rows[i]]);
            if (upper >= _threshold)
            {
                (_orders[kept], _rows[kept]) = (_orders[i], _rows[i]);
                kept++;
            }
        }

        _count = kept;
    }

    /// <summary>Keeps the best K: those above the least of them, and of its equals the first, which are the lowest rows.</summary>
    private void KeepBest(uint least)
    {
        var equals = best;
        foreach (var order in _orders.AsSpan(0, _count))
        {
            equals -= order > least ? 1 : 0;
        }

        var kept = 0;
        for (var i = 0; i < _count; i++)
        {
            if (_orders[i] > least || (_orders[i] == least && equals-- > 0))
            {
                (_orders[kept], _rows[kept]) = (_orders[i], _rows[i]);
                kept++;
            }
        }

        _count = kept;
    }

    private void Add(int row, float score)
    {
        (_orders[_count], _rows[_count]) = (ScoredRow.OrderOf(score), row);
        _count++;
    }

    private void TakeChunk(ReadOnlySpan<float> scores, int first)
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
