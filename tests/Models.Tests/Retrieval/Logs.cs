using StreamReco.Models.Events;
using StreamReco.Models.Retrieval;

namespace StreamReco.Models.Tests.Retrieval;

/// <summary>Small logs that hold what large ones hold: repeats, popular items, sessions of one click and of many.</summary>
internal static class Logs
{
    public const long StartMs = 1_700_000_000_000;

    public static SessionLog Of(int items, params int[][] sessions) => Of(items, timed: true, sessions);

    /// <summary>One session begins every hour, its clicks are a minute apart.</summary>
    public static SessionLog Of(int items, bool timed, params int[][] sessions)
    {
        var starts = new List<int> { 0 };
        var times = new List<long>();
        foreach (var (session, number) in sessions.Select((session, number) => (session, number)))
        {
            starts.Add(starts[^1] + session.Length);
            times.AddRange(session.Select((_, place) => TimeOf(number, place)));
        }

        int[] rows = [.. sessions.SelectMany(session => session)];
        var types = new EventType[rows.Length];
        Array.Fill(types, EventType.ViewItem);
        return new SessionLog(items, [.. starts], rows, [.. times], types, timed);
    }

    public static long TimeOf(int session, int place) => StartMs + (session * 3_600_000L) + (place * 60_000L);

    /// <summary>Sessions of 1 to 9 clicks, low rows more often, now and then the same item again.</summary>
    public static int[][] Random(int seed, int sessions, int items)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, sessions).Select(_ =>
            {
                var clicks = new int[1 + random.Next(9)];
                for (var place = 0; place < clicks.Length; place++)
                {
                    clicks[place] = place > 0 && random.Next(5) == 0
                        ? clicks[random.Next(place)]
                        : (int)(items * random.NextDouble() * random.NextDouble());
                }

                return clicks;
            }),
        ];
    }

    /// <summary>What a source says to a session, by row; rows without a score are not there.</summary>
    public static SortedDictionary<int, float> Ask(ICandidateSource source, int items, params int[] session)
    {
        var scores = new ScoreTable(items);
        source.Score(Query(session), scores);
        var byRow = new SortedDictionary<int, float>();
        foreach (var row in scores.Touched)
        {
            byRow.Add(row, scores[row]);
        }

        return byRow;
    }

    public static SessionQuery Query(params int[] session) => new()
    {
        Rows = session,
        TimesMs = session.Select((_, place) => TimeOf(1000, place)).ToArray(),
        SessionStart = 0,
        AsOfMs = TimeOf(1000, session.Length),
    };
}
