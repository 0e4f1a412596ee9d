using StreamReco.Models.Data;
using StreamReco.Models.Events;

namespace StreamReco.Rig.Shapes;

/// <summary>Makes clicks, session after session.</summary>
internal sealed class ClickDraft(Random random)
{
    private const long FirstMs = 1_700_000_000_000;
    private const long SessionGapMs = 7_200_000;

    private readonly List<HistoricClick> _clicks = [];
    private int _items = 2 + random.Next(120);
    private int _users;
    private long _timeMs = FirstMs;
    private long _stepMs = 20_017;
    private double _repeats = 0.1;
    private bool _timed = true;
    private string _prefix = "i";
    private EventType _type = EventType.ViewItem;

    public ClickDraft Of(int items) => Set(() => _items = items);

    /// <summary>Milliseconds between clicks; 0 gives all clicks one time.</summary>
    public ClickDraft Every(long stepMs) => Set(() => _stepMs = stepMs);

    public ClickDraft Untimed() => Set(() => _timed = false);

    public ClickDraft Repeating(double share) => Set(() => _repeats = share);

    public ClickDraft As(EventType type) => Set(() => _type = type);

    /// <summary>Items of other names from here on.</summary>
    public ClickDraft Named(string prefix) => Set(() => _prefix = prefix);

    public int Next(int from, int to) => random.Next(from, to + 1);

    /// <summary>Items of a session; some repeat the one before.</summary>
    public string[] Items(int clicks)
    {
        var items = new string[clicks];
        for (var i = 0; i < clicks; i++)
        {
            items[i] = i > 0 && random.NextDouble() < _repeats ? items[i - 1] : $"{_prefix}{random.Next(_items)}";
        }

        return items;
    }

    public ClickDraft Session(string user, int clicks) => Clicks(user, Items(clicks));

    /// <summary>Sessions of one user each.</summary>
    public ClickDraft Sessions(int sessions, int shortest, int longest) => Users(sessions, shortest, 1, longest);

    /// <summary>Users with some sessions each.</summary>
    public ClickDraft Users(int users, int shortest, int sessionsMax, int longest)
    {
        for (var user = 0; user < users; user++)
        {
            var name = $"u{_users++}";
            for (var session = Next(1, sessionsMax); session > 0; session--)
            {
                Session(name, Next(shortest, longest));
            }
        }

        return this;
    }

    /// <summary>One user with many sessions.</summary>
    public ClickDraft Users(string name, int sessions, int clicks)
    {
        for (var session = 0; session < sessions; session++)
        {
            Session(name, clicks);
        }

        return this;
    }

    /// <summary>Sessions that go through all items in turn, so that each is clicked.</summary>
    public ClickDraft Walk(int sessions, int clicks)
    {
        for (var session = 0; session < sessions; session++)
        {
            Clicks($"u{_users++}", [.. Enumerable.Range(0, clicks).Select(i => $"i{((session * clicks) + i) % _items}")]);
        }

        return this;
    }

    /// <summary>Sessions of neighbouring items that begin seven items apart: what is clicked last is foreseen well.</summary>
    public ClickDraft Strides(int sessions, int clicks)
    {
        for (var session = 0; session < sessions; session++)
        {
            Clicks($"u{_users++}", [.. Enumerable.Range(0, clicks).Select(i => $"i{((session * 7) + i) % _items}")]);
        }

        return this;
    }

    public ClickDraft Clicks(string user, string[] items)
    {
        var session = $"s{_clicks.Count}";
        foreach (var item in items)
        {
            _clicks.Add(new HistoricClick(user, session, item, _timeMs, _type));
            _timeMs += _stepMs;
        }

        _timeMs += _stepMs == 0 ? 0 : SessionGapMs;
        return this;
    }

    public ClickDataset ToData() => new(
        _clicks, [], new Dictionary<string, long>(StringComparer.Ordinal), _timed ? null : "The data say no times.");

    private ClickDraft Set(Action set)
    {
        set();
        return this;
    }
}
