using StreamReco.Models.Data;
using StreamReco.Models.Events;
using StreamReco.Models.Retrieval;

namespace StreamReco.Models.Evaluation;

/// <summary>Queries with their right answers, over item rows: what sources and rankers are trained and judged by.</summary>
public sealed class QuerySet
{
    private readonly int[] _rows;
    private readonly long[] _timesMs;
    private readonly EventType[] _types;
    private readonly Query[] _queries;

    private QuerySet(int[] rows, long[] timesMs, EventType[] types, Query[] queries, bool excludesHistory)
    {
        _rows = rows;
        _types = types;
        _timesMs = timesMs;
        _queries = queries;
        ExcludesHistory = excludesHistory;
    }

    public int Count => _queries.Length;

    /// <summary>Whether items of the history are no candidates.</summary>
    public bool ExcludesHistory { get; }

    /// <summary>
    /// Query <paramref name="query"/>; the answer is asked for at the time of its last click, whether or not its item is
    /// known.
    /// </summary>
    public SessionQuery this[int query]
    {
        get
        {
            var (start, length, _, asOfMs) = _queries[query];
            return new SessionQuery
            {
                Rows = _rows.AsSpan(start, length),
                TimesMs = _timesMs.AsSpan(start, length),
                Types = _types.AsSpan(start, length),
                SessionStart = 0,
                AsOfMs = asOfMs,
            };
        }
    }

    /// <summary>The row of the right answer; -1 for an item outside the vocabulary.</summary>
    public int TargetOf(int query) => _queries[query].Target;

    /// <summary>Whether an item is a candidate: where the history is out, what stands in it is none, the right answer too.</summary>
    public bool IsCandidate(int query, int row) => !(ExcludesHistory && this[query].Rows.Contains(row));

    /// <summary>Every click but the first of the sessions from <paramref name="firstSession"/> on is asked for.</summary>
    public static QuerySet OfSessions(SessionLog log, int firstSession)
    {
        var queries = new List<Query>();
        for (var session = firstSession; session < log.Sessions; session++)
        {
            var rows = log.RowsOf(session);
            for (var length = 1; length < rows.Length; length++)
            {
                queries.Add(new Query(log.StartOf(session), length, rows[length], log.TimesOf(session)[length - 1]));
            }
        }

        return new QuerySet(log.Rows.ToArray(), TimesOf(log), TypesOf(log), [.. queries], excludesHistory: false);
    }

    /// <summary>The last click of every session of at least <paramref name="lengthMin"/> is asked for.</summary>
    public static QuerySet OfLastClicks(SessionLog log, int lengthMin, bool excludesHistory)
    {
        var queries = new List<Query>();
        for (var session = 0; session < log.Sessions; session++)
        {
            var rows = log.RowsOf(session);
            if (rows.Length >= lengthMin)
            {
                var asOfMs = rows.Length < 2 ? 0 : log.TimesOf(session)[^2];
                queries.Add(new Query(log.StartOf(session), rows.Length - 1, rows[^1], asOfMs));
            }
        }

        return new QuerySet(log.Rows.ToArray(), TimesOf(log), TypesOf(log), [.. queries], excludesHistory);
    }

    /// <summary>
    /// The examples of a protocol; items outside the vocabulary are left out of the prefixes. Prefixes of one session that
    /// follow each other share their clicks, so that memory grows with its length and not with the square of it.
    /// </summary>
    /// <param name="examples">The examples.</param>
    /// <param name="excludesHistory">Whether items of the history are no candidates.</param>
    /// <param name="itemIds">The vocabulary; an item's place is its row.</param>
    public static QuerySet Of(
        IReadOnlyList<EvaluationExample> examples, bool excludesHistory, IReadOnlyList<string> itemIds)
    {
        var rowOf = itemIds.Select((id, row) => KeyValuePair.Create(id, row)).ToDictionary(StringComparer.Ordinal);
        var (rows, times, types) = (new List<int>(), new List<long>(), new List<EventType>());
        var queries = new List<Query>(examples.Count);
        var (start, before) = (0, default(ArraySegment<HistoricClick>));
        foreach (var example in examples)
        {
            var prefix = example.Prefix;
            var goesOn = prefix.Array == before.Array && prefix.Offset == before.Offset && prefix.Count >= before.Count;
            start = goesOn ? start : rows.Count;
            foreach (var click in goesOn ? prefix[before.Count..] : prefix)
            {
                if (EventTypes.IsInteraction(click.Type) && rowOf.TryGetValue(click.ItemId, out var row))
                {
                    rows.Add(row);
                    times.Add(click.TimeMs);
                    types.Add(click.Type);
                }
            }

            before = prefix;
            queries.Add(new Query(
                start, rows.Count - start, rowOf.GetValueOrDefault(example.Target, -1), prefix[^1].TimeMs));
        }

        return new QuerySet([.. rows], [.. times], [.. types], [.. queries], excludesHistory);
    }

    /// <summary>At most <paramref name="count"/> of the queries, evenly spread over all.</summary>
    public QuerySet Spread(int count) => count >= Count ? this : new QuerySet(
        _rows,
        _timesMs,
        _types,
        [.. Enumerable.Range(0, count).Select(i => _queries[(int)((long)i * Count / count)])],
        ExcludesHistory);

    private static long[] TimesOf(SessionLog log)
    {
        var times = new long[log.Clicks];
        for (var session = 0; session < log.Sessions; session++)
        {
            log.TimesOf(session).CopyTo(times.AsSpan(log.StartOf(session)));
        }

        return times;
    }

    private static EventType[] TypesOf(SessionLog log)
    {
        var types = new EventType[log.Clicks];
        for (var session = 0; session < log.Sessions; session++)
        {
            log.TypesOf(session).CopyTo(types.AsSpan(log.StartOf(session)));
        }

        return types;
    }

    private readonly record struct Query(int Start, int Length, int Target, long AsOfMs);
}
