using StreamReco.Models.Data;
using StreamReco.Models.Events;

namespace StreamReco.Models.Retrieval;

/// <summary>Collects clicks in time order and lays them out session by session.</summary>
internal sealed class SessionGrouping
{
    private readonly Dictionary<(string User, string Session), int> _sessions = [];
    private readonly List<int> _lengths = [];
    private readonly List<(int Session, int Row, long TimeMs, EventType Type)> _clicks = [];

    public void Add(string user, string session, int row, in HistoricClick click)
    {
        if (!_sessions.TryGetValue((user, session), out var number))
        {
            _sessions[(user, session)] = number = _lengths.Count;
            _lengths.Add(0);
        }

        _lengths[number]++;
        _clicks.Add((number, row, click.TimeMs, click.Type));
    }

    public SessionLog Build(int items, bool timed)
    {
        var starts = new int[_lengths.Count + 1];
        for (var session = 0; session < _lengths.Count; session++)
        {
            starts[session + 1] = starts[session] + _lengths[session];
        }

        var next = starts[..^1];
        var (rows, times, types) = (new int[_clicks.Count], new long[_clicks.Count], new EventType[_clicks.Count]);
        foreach (var (session, row, timeMs, type) in _clicks)
        {
            var at = next[session]++;
            (rows[at], times[at], types[at]) = (row, timeMs, type);
        }

        return new SessionLog(items, starts, rows, times, types, timed);
    }
}
