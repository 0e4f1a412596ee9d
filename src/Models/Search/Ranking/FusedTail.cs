using StreamReco.Models.Ranking;

namespace StreamReco.Models.Search.Ranking;

/// <summary>
/// Puts what stands behind the first items into the order of two lists at once, the ranker's and that of
/// <see cref="SearchFeatures.BestField"/>, by reciprocal ranks (Cormack, Clarke and Büttcher 2009): the first places are for the
/// best items, the further ones for missing none that may be meant. Reused; for one thread.
/// </summary>
internal sealed class FusedTail
{
    /// <summary>The usual constant: how little the first places of a list outweigh the next ones.</summary>
    private const float Smoothing = 60;

    private readonly float[] _keys = new float[SearchFeatures.Candidates];
    private readonly int[] _places = new int[SearchFeatures.Candidates];
    private readonly int[] _byField = new int[SearchFeatures.Candidates];
    private readonly int[] _ranked = new int[SearchFeatures.Candidates];

    /// <summary>Puts the items from <paramref name="head"/> on into the fused order; equal ones stay in the ranker's.</summary>
    /// <param name="order">Candidates of one tier, the ranker's best first.</param>
    /// <param name="features">Their features.</param>
    /// <param name="head">Items that stay where the ranker put them.</param>
    public void Apply(Span<int> order, RankRequest features, int head)
    {
        var count = order.Length;
        if (count <= head)
        {
            return;
        }

        order.CopyTo(_ranked);
        for (var place = 0; place < count; place++)
        {
            (_byField[place], _keys[place]) = (place, -features.FeaturesOf(order[place])[SearchFeatures.BestField]);
        }

        Sort(count, 0, _byField);
        for (var place = 0; place < count; place++)
        {
            _keys[_byField[place]] = -1 / (Smoothing + place);
        }

        for (var place = 0; place < count; place++)
        {
            (_places[place], _keys[place]) = (place, _keys[place] - (1 / (Smoothing + place)));
        }

        Sort(count, head, _places);
        for (var place = head; place < count; place++)
        {
            order[place] = _ranked[_places[place]];
        }
    }

    private void Sort(int count, int from, int[] places) => places.AsSpan(from, count - from).Sort(new ByKey(_keys));

    /// <summary>By key, equal keys by the place: a total order.</summary>
    private readonly struct ByKey(float[] keys) : IComparer<int>
    {
        public int Compare(int x, int y) => keys[x].CompareTo(keys[y]) is var order && order != 0 ? order : x - y;
    }
}
