namespace StreamReco.Models.Lake.Outcomes;

/// <summary>What became of items in one place of the answers.</summary>
/// <param name="Position">The place, 1 the first.</param>
/// <param name="Shown">Items that stood there.</param>
/// <param name="Clicks">Of these, clicked or more, while the answer was the newest.</param>
/// <param name="Carts">Put into a cart or more.</param>
/// <param name="Purchases">Bought.</param>
/// <param name="Rate">Clicks by items shown.</param>
/// <param name="OfFirst">The rate by that of the first place; not a number where that is 0.</param>
/// <param name="SameItem">
/// How much likelier an item is clicked in the first place than here, by items that stood in both: those of an item weigh as the lesser
/// count. What is left is the place, and not that better items stand in front. Not a number where there are none, or no click of them.
/// </param>
public sealed record PositionFigure(
    int Position, long Shown, long Clicks, long Carts, long Purchases, double Rate, double OfFirst, double SameItem);

/// <summary>Sums labels by place.</summary>
public sealed class PositionFigures
{
    private readonly SortedDictionary<int, long[]> _places = [];
    private readonly Dictionary<(string Item, int Position), (long Shown, long Clicks)> _items = [];

    public void Add(LabelledItem item)
    {
        if (!_places.TryGetValue(item.Position, out var sums))
        {
            _places[item.Position] = sums = new long[4];
        }

        // A click on what an older answer showed says nothing of the place there.
        var label = item.Outcome.IsNewest ? item.Outcome.Label : OutcomeLabel.None;
        for (var i = 0; i <= (int)label; i++)
        {
            sums[i]++;
        }

        var (shown, clicks) = _items.GetValueOrDefault((item.ItemId, item.Position));
        _items[(item.ItemId, item.Position)] = (shown + 1, clicks + (label >= OutcomeLabel.Click ? 1 : 0));
    }

    /// <summary>The figures by rising place.</summary>
    public IReadOnlyList<PositionFigure> Figures()
    {
        var first = _places.TryGetValue(1, out var sums) ? (double)sums[1] / sums[0] : double.NaN;
        return
        [
            .. _places.Select(place => new PositionFigure(
                place.Key, place.Value[0], place.Value[1], place.Value[2], place.Value[3], (double)place.Value[1] / place.Value[0],
                first > 0 ? place.Value[1] / (double)place.Value[0] / first : double.NaN, SameItem(place.Key))),
        ];
    }

    private double SameItem(int position)
    {
        var (here, there) = (0.0, 0.0);
        foreach (var ((item, at), (shown, clicks)) in _items)
        {
            if (at == position && _items.TryGetValue((item, 1), out var front))
            {
                var weight = Math.Min(shown, front.Shown);
                here += weight * (clicks / (double)shown);
                there += weight * (front.Clicks / (double)front.Shown);
            }
        }

        return here > 0 ? there / here : double.NaN;
    }
}
