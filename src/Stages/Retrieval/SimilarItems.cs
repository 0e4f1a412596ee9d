using System.Numerics.Tensors;
using StreamReco.Models.Items;
using StreamReco.Models.Users;

namespace StreamReco.Stages.Retrieval;

/// <summary>Explains an item by the items of the history that lie closest to it. Not thread-safe.</summary>
internal sealed class SimilarItems(ItemSpace items)
{
    /// <summary>Items that a reason names.</summary>
    public const int NamesMax = 2;

    /// <summary>No cosine is larger, its rounding included: older items that cannot win need not be looked at.</summary>
    private const float CosineMax = 1.001f;

    /// <summary>By length less one: the names of the items of an answer, used again for the next answer.</summary>
    private readonly List<string[]>[] _names = [[], []];
    private readonly int[] _used = new int[NamesMax];

    /// <summary>The items of the history that the model knows, and where they stand there.</summary>
    private (int Row, int At, float Norm)[] _known = [];
    private int _count;

    /// <summary>Takes a history for the next items; the names that were found so far are done with.</summary>
    public void Begin(ReadOnlySpan<RecentItem> recent)
    {
        _used.AsSpan().Clear();
        _count = 0;
        if (_known.Length < recent.Length)
        {
            _known = new (int, int, float)[recent.Length];
        }

        for (var i = 0; i < recent.Length; i++)
        {
            if (recent[i].Index >= 0)
            {
                _known[_count++] = (recent[i].Index, i, items.Norm(recent[i].Index));
            }
        }
    }

    /// <summary>Up to two items of the history, each by its likeness to <paramref name="row"/>, the less the older it is.</summary>
    /// <param name="row">The item.</param>
    /// <param name="recent">The history of <see cref="Begin"/>.</param>
    /// <returns>Their ids; valid until <see cref="Begin"/>.</returns>
    public IReadOnlyList<string> Find(int row, ReadOnlySpan<RecentItem> recent)
    {
        var factor = items.Factor(row);
        var norm = items.Norm(row);
        var (first, second) = (new Named(0f, -1, -1), new Named(0f, -1, -1));
        foreach (ref readonly var other in _known.AsSpan(0, _count))
        {
            if (second.Share * (1 + other.At) >= CosineMax)
            {
                break;
            }

            if (other.Row == first.Row || other.Row == second.Row)
            {
                continue;
            }

            var norms = norm * other.Norm;
            var share = (norms > 0 ? TensorPrimitives.Dot(factor, items.Factor(other.Row)) / norms : 0) / (1 + other.At);
            if (share > first.Share)
            {
                (second, first) = (first.Share > second.Share ? first : second, new Named(share, other.Row, other.At));
            }
            else if (share > second.Share)
            {
                second = new Named(share, other.Row, other.At);
            }
        }

        return NamesOf(recent, first.At, second.At);
    }

    private string[] NamesOf(ReadOnlySpan<RecentItem> recent, int first, int second)
    {
        if (first < 0)
        {
            return [];
        }

        var count = second < 0 ? 1 : NamesMax;
        var (free, used) = (_names[count - 1], _used[count - 1]++);
        if (used == free.Count)
        {
            free.Add(new string[count]);
        }

        free[used][0] = recent[first].ItemId;
        if (second >= 0)
        {
            free[used][1] = recent[second].ItemId;
        }

        return free[used];
    }

    private readonly record struct Named(float Share, int Row, int At);
}
