using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace StreamReco.Models.Retrieval;

/// <summary>
/// The rows with the best K of scores that come in pieces, by rising row: a row is taken in only if its score exceeds the
/// K-th best so far. No branch hangs on a single score. For one thread.
/// </summary>
/// <param name="best">K.</param>
internal sealed unsafe class BestScores(int best)
{
    /// <summary>The most scores of a piece.</summary>
    public const int PieceMax = 256;

    private const int Width = 8;

    /// <summary>Scores that are looked at together: a processor guesses wrong once where some of them are taken in.</summary>
    private const int Group = 4 * Width;

    /// <summary>Taken in before the first bound is known: the more there are, the fewer are taken in behind it.</summary>
    private const int FirstMin = 1_024;

    private static readonly Vector256<int>[] _lanes = Lanes();

    private readonly uint[] _orders = new uint[Math.Max(FirstMin, 2 * best) + PieceMax + Width];
    private readonly int[] _rows = new int[Math.Max(FirstMin, 2 * best) + PieceMax + Width];
    private readonly ulong[] _keys = new ulong[best];
    private readonly ulong[] _sorted = new ulong[best];
    private float _threshold;
    private int _count;
    private int _thinAt;

    /// <summary>Forgets all rows.</summary>
    public void Begin() => (_count, _threshold, _thinAt) = (0, float.NegativeInfinity, Math.Max(FirstMin, 2 * best));

    /// <summary>Takes in scores of rows that rise from call to call.</summary>
    /// <param name="scores">Readable to a multiple of 32.</param>
    /// <param name="first">The first row.</param>
    /// <param name="count">How many, at most <see cref="PieceMax"/>.</param>
    public void Take(float* scores, int first, int count)
    {
        var threshold = Vector256.Create(_threshold);
        var taken = _count;
        fixed (uint* orders = _orders)
        fixed (int* numbers = _rows)
        fixed (Vector256<int>* lanes = _lanes)
        {
            for (var i = 0; i < count; i += Group)
            {
                var above = Above(scores + i, threshold);
                above &= count - i < Group ? (1u << (count - i)) - 1 : uint.MaxValue;
                for (var at = i; above != 0; at += Width)
                {
                    var order = lanes[(byte)above];
                    var rows = Vector256.Create(first + at) + Vector256<int>.Indices;
                    Vector256.ShuffleNative(OrdersOf(Vector256.Load(scores + at)), order.AsUInt32()).Store(orders + taken);
                    Vector256.ShuffleNative(rows, order).Store(numbers + taken);
                    taken += BitOperations.PopCount(above & byte.MaxValue);
                    above >>= Width;
                }
            }
        }

        _count = taken;
        if (_count >= _thinAt)
        {
            Thin();
        }
    }

    /// <summary>Keys (<see cref="ScoredRow"/>) of the best K, best first; fewer where fewer have a score.</summary>
    public ReadOnlySpan<ulong> Best()
    {
        Thin();
        for (var i = 0; i < _count; i++)
        {
            _keys[i] = ScoredRow.Of(_rows[i], _orders[i]);
        }

        LargestFirst.Sort(_keys.AsSpan(0, _count), _sorted);
        return _sorted.AsSpan(0, _count);
    }

    /// <summary>Keeps the best K: those above the least of them, and of its equals the lowest rows.</summary>
    private void Thin()
    {
        _thinAt = Math.Min(Math.Max(PieceMax, 3 * best), Math.Max(FirstMin, 2 * best));
        if (_count <= best)
        {
            return;
        }

        var least = LargestFirst.Nth(_orders.AsSpan(0, _count), best);
        _threshold = ScoredRow.ScoreOf(least);
        if (LargestFirst.AtLeast<uint>(_orders.AsSpan(0, _count), least) == best)
        {
            KeepFrom(least);
        }
        else
        {
            _count = LargestFirst.Keep(_orders.AsSpan(0, _count), _rows, least, best); // more rows than are wanted have the least of the best scores
        }
    }

    /// <summary>Keeps what is not below; what stands behind the last row does not count.</summary>
    private void KeepFrom(uint least)
    {
        var (bound, kept) = (Vector256.Create(least), 0);
        _orders.AsSpan(_count, Width).Clear();
        fixed (uint* orders = _orders)
        fixed (int* rows = _rows)
        fixed (Vector256<int>* lanes = _lanes)
        {
            for (var i = 0; i < _count; i += Width)
            {
                var (own, numbers) = (Vector256.Load(orders + i), Vector256.Load(rows + i));
                var keeps = Vector256.GreaterThanOrEqual(own, bound).ExtractMostSignificantBits();
                Vector256.ShuffleNative(own, lanes[keeps].AsUInt32()).Store(orders + kept);
                Vector256.ShuffleNative(numbers, lanes[keeps]).Store(rows + kept);
                kept += BitOperations.PopCount(keeps);
            }
        }

        _count = best;
    }

    /// <summary>Which of 32 scores exceed a bound.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Above(float* scores, Vector256<float> bound) =>
        Vector256.GreaterThan(Vector256.Load(scores), bound).ExtractMostSignificantBits()
        | (Vector256.GreaterThan(Vector256.Load(scores + Width), bound).ExtractMostSignificantBits() << Width)
        | (Vector256.GreaterThan(Vector256.Load(scores + (2 * Width)), bound).ExtractMostSignificantBits() << (2 * Width))
        | (Vector256.GreaterThan(Vector256.Load(scores + (3 * Width)), bound).ExtractMostSignificantBits() << (3 * Width));

    /// <summary><see cref="ScoredRow.OrderOf"/> of eight scores.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> OrdersOf(Vector256<float> scores)
    {
        var bits = scores.AsInt32();
        var flips = (bits >> 31) | Vector256.Create(int.MinValue);
        return (bits ^ flips).AsUInt32();
    }

    /// <summary>By a mask of eight lanes: its lanes in front, in their order.</summary>
    private static Vector256<int>[] Lanes()
    {
        var all = new Vector256<int>[1 << Width];
        for (var mask = 0; mask < all.Length; mask++)
        {
            var lanes = Vector256<int>.Zero;
            var count = 0;
            for (var lane = 0; lane < Width; lane++)
            {
                if ((mask & (1 << lane)) != 0)
                {
                    lanes = lanes.WithElement(count++, lane);
                }
            }

            all[mask] = lanes;
        }

        return all;
    }
}
