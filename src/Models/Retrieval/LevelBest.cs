using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Retrieval;

/// <summary>
/// The rows that may be among the best K of one query, found by scores that are known up to a slack: each row's score lies
/// between (sum − slack)·scale and (sum + slack)·scale. With a slack of 0 these are the best K themselves. For one thread.
/// </summary>
/// <remarks>
/// Rows come in segments of blocks. Of each block only the greatest ends of eight rows at a time are taken down, without a
/// branch; at a segment's end the K-th greatest of them, or of what was found before, says which blocks are worth a look.
/// </remarks>
/// <param name="best">K.</param>
internal sealed unsafe class LevelBest(int best)
{
    /// <summary>The most blocks of a segment: more would find little, and their sums would leave the cache.</summary>
    public const int SegmentMax = 1_024;

    /// <summary>Bits of a score that are looked at to bound what is worth a look: rows that a coarse bound lets in go again.</summary>
    private const int BoundBits = 18;

    private static readonly int _lanes = Vector256<float>.Count;

    private float[] _lower = [];
    private float[] _upper = [];
    private int[] _firsts = [];
    private int[] _counts = [];
    private uint[] _bounds = [];
    private uint[] _orders = new uint[(2 * best) + (4 * LevelKernel.Rows)];
    private int[] _rows = new int[(2 * best) + (4 * LevelKernel.Rows)];
    private ulong[] _keys = [];
    private float _threshold;
    private float _slack;
    private int _count;
    private int _blocks;

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
    public void Begin(float floor, float slack) => (_count, _blocks, _threshold, _slack) =
        (0, 0, float.IsNegativeInfinity(floor) ? floor : float.BitIncrement(floor), slack);

    /// <summary>Makes room for segments of so many blocks.</summary>
    public void Reserve(int blocks)
    {
        if (_firsts.Length < blocks)
        {
            (_lower, _upper, _bounds) = (new float[blocks * _lanes], new float[blocks * _lanes], new uint[blocks * _lanes]);
            (_firsts, _counts) = (new int[blocks], new int[blocks]);
        }
    }

    /// <summary>Takes down the next block of the segment.</summary>
    /// <param name="sums">Its 64 sums; they stay until <see cref="Close"/>.</param>
    /// <param name="scales">Their scales.</param>
    /// <param name="first">Its first row.</param>
    /// <param name="count">Its rows; behind them stands what does not count.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Add(int* sums, float* scales, int first, int count)
    {
        (_firsts[_blocks], _counts[_blocks]) = (first, count);
        var lower = Vector256.Create(float.NegativeInfinity);
        var upper = lower;
        var slack = Vector256.Create(_slack);
        for (var i = 0; i < LevelKernel.Rows; i += _lanes)
        {
            var (sum, scale) = (Vector256.ConvertToSingle(Vector256.Load(sums + i)), Vector256.Load(scales + i));
            lower = Vector256.MaxNative(lower, (sum - slack) * scale);
            upper = Vector256.MaxNative(upper, (sum + slack) * scale);
        }

        if (count < LevelKernel.Rows)
        {
            (lower, upper) = (LowerOf(sums, scales, count), Vector256.Create(float.PositiveInfinity));
        }

        lower.CopyTo(_lower, _blocks * _lanes);
        upper.CopyTo(_upper, _blocks * _lanes);
        _blocks++;
    }

    /// <summary>Takes in the rows of the segment that may be among the best.</summary>
    /// <param name="sums">Of the segment's blocks, one behind the other.</param>
    /// <param name="scales">All scales by row.</param>
    public void Close(int* sums, float* scales)
    {
        RaiseThreshold();
        var threshold = Vector256.Create(_threshold);
        for (var block = 0; block < _blocks; block++)
        {
            if (Vector256.GreaterThanOrEqualAny(Vector256.Create(_upper, block * _lanes), threshold))
            {
                Take(sums + (block * LevelKernel.Rows), scales + _firsts[block], _firsts[block], _counts[block]);
            }
        }

        _blocks = 0;
        Thin(scales);
    }

    /// <summary>Greatest lower ends by lane of a block that is not full.</summary>
    private Vector256<float> LowerOf(int* sums, float* scales, int count)
    {
        Span<float> lower = stackalloc float[_lanes];
        lower.Fill(float.NegativeInfinity);
        for (var i = 0; i < count; i++)
        {
            lower[i % _lanes] = MathF.Max(lower[i % _lanes], (sums[i] - _slack) * scales[i]);
        }

        return Vector256.Create<float>(lower);
    }

    /// <summary>As many rows as there are lanes with a lower end exceed the least of the greatest K.</summary>
    private void RaiseThreshold()
    {
        if (_count >= best || _blocks * _lanes < best)
        {
            return;
        }

        var orders = _bounds.AsSpan(0, _blocks * _lanes);
        ScoredRow.OrdersOf(_lower.AsSpan(0, orders.Length), orders);
        var bound = LargestFirst.Nth(orders, best, BoundBits);
        if (ScoredRow.ScoreOf(bound) is var least && least > _threshold)
        {
            _threshold = least;
        }
    }

    private void Take(int* sums, float* scales, int first, int count)
    {
        if (_count + LevelKernel.Rows > _rows.Length)
        {
            Array.Resize(ref _orders, 2 * _orders.Length);
            Array.Resize(ref _rows, 2 * _rows.Length);
        }

        var (threshold, slack) = (Vector256.Create(_threshold), Vector256.Create(_slack));
        for (var i = 0; i < count; i += _lanes)
        {
            var upper = (Vector256.ConvertToSingle(Vector256.Load(sums + i)) + slack) * Vector256.Load(scales + i);
            var reaching = Vector256.GreaterThanOrEqual(upper, threshold).ExtractMostSignificantBits();
            for (; reaching != 0; reaching &= reaching - 1)
            {
                var row = i + BitOperations.TrailingZeroCount(reaching);
                if (row < count)
                {
                    (_orders[_count], _rows[_count]) = (ScoredRow.OrderOf((sums[row] - _slack) * scales[row]), first + row);
                    _count++;
                }
            }
        }
    }

    /// <summary>Leaves out what cannot be among the best K.</summary>
    private void Thin(float* scales)
    {
        if (_count <= best)
        {
            return;
        }

        var least = LargestFirst.Nth(_orders.AsSpan(0, _count), best);
        _threshold = MathF.Max(_threshold, ScoredRow.ScoreOf(least));
        if (_slack > 0)
        {
            KeepReaching(scales);
        }
        else
        {
            _count = LargestFirst.Keep(_orders.AsSpan(0, _count), _rows, least, best);
        }
    }

    /// <summary>Keeps the rows whose upper end reaches the threshold.</summary>
    private void KeepReaching(float* scales)
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
}
