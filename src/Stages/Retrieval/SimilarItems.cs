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

    /// <summary>The names that were found so far are done with.</summary>
    public void Clear() => _used.AsSpan().Clear();

    /// <summary>Up to two items of the history, each by its likeness to <paramref name="row"/>, the less the older it is.</summary>
    /// <returns>Their ids; valid until <see cref="Clear"/>.</returns>
    public IReadOnlyList<string> Find(int row, ReadOnlySpan<RecentItem> recent)
    {
        Span<(float Share, int Index)> strongest = [(0f, -1), (0f, -1)];
        for (var i = 0; i < recent.Length && strongest[^1].Share * (1 + i) < CosineMax; i++)
        {
            var other = recent[i].Index;
            if (other >= 0 && !IsNamed(recent, strongest, other))
            {
                Keep(strongest, (Cosine(row, other) / (1 + i), i));
            }
        }

        return NamesOf(recent, strongest[..(strongest[0].Index < 0 ? 0 : strongest[1].Index < 0 ? 1 : 2)]);
    }

    private string[] NamesOf(ReadOnlySpan<RecentItem> recent, ReadOnlySpan<(float Share, int Index)> found)
    {
        if (found.IsEmpty)
        {
            return [];
        }

        var (free, used) = (_names[found.Length - 1], _used[found.Length - 1]++);
        if (used == free.Count)
        {
            free.Add(new string[found.Length]);
        }

        for (var i = 0; i < found.Length; i++)
        {
            free[used][i] = recent[found[i].Index].ItemId;
        }

        return free[used];
    }

    private static bool IsNamed(
        ReadOnlySpan<RecentItem> recent, ReadOnlySpan<(float Share, int Index)> strongest, int row)
    {
        foreach (var (_, index) in strongest)
        {
            if (index >= 0 && recent[index].Index == row)
            {
                return true;
            }
        }

        return false;
    }

    private static void Keep(Span<(float Share, int Index)> strongest, (float Share, int Index) next)
    {
        for (var at = 0; at < NamesMax; at++)
        {
            if (next.Share > strongest[at].Share)
            {
                (strongest[at], next) = (next, strongest[at]);
            }
        }
    }

    private float Cosine(int a, int b)
    {
        var norm = items.Norm(a) * items.Norm(b);
        return norm > 0 ? TensorPrimitives.Dot(items.Factor(a), items.Factor(b)) / norm : 0;
    }
}
