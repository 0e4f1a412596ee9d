using System.Globalization;
using StreamReco.Models.Events;
using StreamReco.Models.Text;

namespace StreamReco.Models.Data;

/// <summary>
/// Takes clicks in the order of the file and makes the data set of them: times made up where the data have none,
/// sessions cut where the data name none, all in event-time order.
/// </summary>
internal sealed class ClickCollector
{
    /// <summary>How the reason of a line with an unknown event begins.</summary>
    public const string UnknownEvent = "unknown event";

    private const long NoTime = long.MinValue;

    private readonly List<HistoricClick> _clicks = [];
    private readonly List<int> _orders = [];
    private readonly List<HistoricSearch> _searches = [];
    private readonly SkipCounter _skipped = new();
    private TimeDetail _most = TimeDetail.None;

    public IdPool Ids { get; } = new();

    public CatalogCollector Catalog { get; } = new();

    /// <summary>Names of events; a file that has numbers for them adds what they mean.</summary>
    public EventMap Events { get; set; } = EventMap.Usual;

    /// <summary>How lines of JSON are read as events.</summary>
    public EventReading Reading { get; init; } = EventReading.Default;

    /// <summary>An earlier time is no time, Unix milliseconds.</summary>
    public long EarliestMs { get; set; } = ClickFileSettings.EarliestMsDefault;

    /// <summary>Which column was taken for what, in words; null where the format has no columns.</summary>
    public string? Columns { get; set; }

    /// <summary>How the times are to be understood, in a sentence, where they are the data's own but not plain.</summary>
    public string? TimeNote { get; set; }

    public int Count => _clicks.Count;

    public string WhyNothing => _skipped.Summary();

    public void Skip(string reason, long lines = 1) => _skipped.Add(reason, lines);

    /// <param name="click">A click; its time counts for nothing where the data say none, and is midnight where they say the day.</param>
    /// <param name="order">Its place in the session where the data say it, else 0: the place in the file counts.</param>
    /// <param name="detail">What the data say of the time.</param>
    public void Add(in HistoricClick click, int order, TimeDetail detail)
    {
        _most = detail > _most ? detail : _most;
        if (detail != TimeDetail.None && click.TimeMs < EarliestMs)
        {
            Skip($"time before {Day(EarliestMs)}");
            return;
        }

        _clicks.Add(detail == TimeDetail.None ? click with { TimeMs = NoTime } : click);
        _orders.Add(order);
    }

    /// <summary>Takes what an event with a time says of a search.</summary>
    public void Add(HistoricSearch search) => _searches.Add(search);

    /// <summary>
    /// An event's type by its name in the file: a view where the file says nothing; false, and counted, when it is unknown
    /// or no click.
    /// </summary>
    public bool TryType(ReadOnlySpan<char> name, out EventType type)
    {
        type = EventType.ViewItem;
        if (MissingWords.IsMissing(name))
        {
            return true;
        }

        var known = Events.TryGet(name, out type);
        if (known && type != EventType.None)
        {
            return true;
        }

        var what = known ? "passed over: event" : UnknownEvent;
        Skip($"{what} '{name[..Math.Min(name.Length, 40)]}'");
        return false;
    }

    public ClickDataset Build(CancellationToken ct)
    {
        if (_most != TimeDetail.None)
        {
            DropTimeless();
        }

        var note = _most == TimeDetail.Clock ? TimeNote : MadeUpTimes.Fill(_clicks, _orders, _most);
        ct.ThrowIfCancellationRequested();
        var sorted = InTimeOrder();
        SessionCutter.Cut(sorted);
        return new ClickDataset(sorted, Catalog.Items, _skipped.Counts, note)
        {
            Columns = Columns is null ? [] : [Columns],
            Searches = [.. _searches.OrderBy(search => search.TimeMs)],
        };
    }

    /// <summary>The UTC day of a time, for people.</summary>
    public static string Day(long timeMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(timeMs).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

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
