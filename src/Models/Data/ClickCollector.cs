using StreamReco.Models.Events;

namespace StreamReco.Models.Data;

/// <summary>
/// Takes clicks in the order of the file and makes the data set of them: times made up where the data have none,
/// sessions cut where the data name none, all in event-time order.
/// </summary>
internal sealed class ClickCollector
{
    private const long NoTime = long.MinValue;

    private readonly List<HistoricClick> _clicks = [];
    private readonly List<int> _orders = [];
    private readonly SkipCounter _skipped = new();
    private TimeDetail _most = TimeDetail.None;

    public IdPool Ids { get; } = new();

    public CatalogCollector Catalog { get; } = new();

    public int Count => _clicks.Count;

    public string WhyNothing => _skipped.Summary();

    public void Skip(string reason, long lines = 1) => _skipped.Add(reason, lines);

    /// <param name="click">A click; its time counts for nothing where the data say none, and is midnight where they say the day.</param>
    /// <param name="order">Its place in the session where the data say it, else 0: the place in the file counts.</param>
    /// <param name="detail">What the data say of the time.</param>
    public void Add(in HistoricClick click, int order, TimeDetail detail)
    {
        _clicks.Add(detail == TimeDetail.None ? click with { TimeMs = NoTime } : click);
        _orders.Add(order);
        _most = detail > _most ? detail : _most;
    }

    /// <summary>An event's type by its name in the file: a view where the file says nothing; false, and counted, when unknown.</summary>
    public bool TryType(ReadOnlySpan<char> name, out EventType type)
    {
        type = EventType.ViewItem;
        if (name.IsEmpty || EventTypes.TryParse(name, out type))
        {
            return true;
        }

        Skip($"unknown event '{name[..Math.Min(name.Length, 40)]}'");
        return false;
    }

    public ClickDataset Build(CancellationToken ct)
    {
        if (_most != TimeDetail.None)
        {
            DropTimeless();
        }

        var note = _most == TimeDetail.Clock ? null : MadeUpTimes.Fill(_clicks, _orders, _most);
        ct.ThrowIfCancellationRequested();
        var sorted = InTimeOrder();
        SessionCutter.Cut(sorted);
        return new ClickDataset(sorted, Catalog.Items, _skipped.Counts, note);
    }

    /// <summary>Where other lines have times, a line without one cannot be placed.</summary>
    private void DropTimeless()
    {
        var kept = 0;
        for (var i = 0; i < _clicks.Count; i++)
        {
            if (_clicks[i].TimeMs != NoTime)
            {
                (_clicks[kept], _orders[kept]) = (_clicks[i], _orders[i]);
                kept++;
            }
        }

        if (kept < _clicks.Count)
        {
            Skip("no time", _clicks.Count - kept);
            _clicks.RemoveRange(kept, _clicks.Count - kept);
            _orders.RemoveRange(kept, _orders.Count - kept);
        }
    }

    private HistoricClick[] InTimeOrder()
    {
        var keys = new SortKey[_clicks.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = new SortKey(_clicks[i].TimeMs, _orders[i], i);
        }

        Array.Sort(keys);
        var sorted = new HistoricClick[keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            sorted[i] = _clicks[keys[i].Index];
        }

        return sorted;
    }

    private readonly record struct SortKey(long TimeMs, int Order, int Index) : IComparable<SortKey>
    {
        public int CompareTo(SortKey other)
        {
            var byTime = TimeMs.CompareTo(other.TimeMs);
            var byOrder = byTime != 0 ? byTime : Order.CompareTo(other.Order);
            return byOrder != 0 ? byOrder : Index.CompareTo(other.Index);
        }

        public static bool operator <(SortKey left, SortKey right) => left.CompareTo(right) < 0;

        public static bool operator >(SortKey left, SortKey right) => left.CompareTo(right) > 0;

        public static bool operator <=(SortKey left, SortKey right) => left.CompareTo(right) <= 0;

        public static bool operator >=(SortKey left, SortKey right) => left.CompareTo(right) >= 0;
    }
}
