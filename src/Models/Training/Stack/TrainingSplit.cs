using StreamReco.Models.Data;
using StreamReco.Models.Evaluation;
using StreamReco.Models.Ranking;
using StreamReco.Models.Retrieval;

namespace StreamReco.Models.Training.Stack;

/// <summary>
/// Training data cut in two: sources are fitted on the earlier part and asked for the later one, which chooses settings
/// and trains the ranker. Data that a test asks for are in neither.
/// </summary>
/// <param name="Earlier">What the sources are fitted on.</param>
/// <param name="Later">What they are asked.</param>
/// <param name="Kind">How it was cut.</param>
internal sealed record TrainingSplit(SessionLog Earlier, QuerySet Later, SplitKind Kind)
{
    /// <summary>More queries train the ranker better, up to here; the rest would only cost time.</summary>
    private const int QueriesMax = 96_000;

    /// <summary>Fewer leave the ranker guessing, so that a larger share of small data is asked for.</summary>
    private const int QueriesMin = 16_000;

    private const double ShareMin = 0.1;
    private const double ShareMax = 0.2;

    /// <summary>Lays the data out by sessions, or by users where their histories are the unit.</summary>
    /// <param name="data">Clicks in event-time order.</param>
    /// <param name="itemIds">The vocabulary.</param>
    /// <param name="asked">How the data are to be cut; null decides by the data.</param>
    public static (SessionLog Log, DataTraits Traits) Describe(
        ClickDataset data, IReadOnlyList<string> itemIds, SplitKind? asked)
    {
        var users = SessionLog.Of(data, itemIds, SessionUnit.User);
        var sessions = SessionLog.Of(data, itemIds, SessionUnit.Session);
        var histories = asked is { } kind
            ? kind == SplitKind.LastClicks
            : DataTraits.AreHistories(DataTraits.Of(sessions, false), DataTraits.Of(users, true));
        return histories ? (users, DataTraits.Of(users, true)) : (sessions, DataTraits.Of(sessions, false));
    }

    /// <summary>Cuts a log.</summary>
    public static TrainingSplit Of(SessionLog log, DataTraits traits) =>
        traits.Histories ? LastClicks(log, traits.ExcludesHistory) : LastSessions(log);

    private static TrainingSplit LastSessions(SessionLog log)
    {
        var queries = Math.Max(1, log.Clicks - log.Sessions);
        var share = Math.Clamp((double)QueriesMin / queries, ShareMin, ShareMax);
        var cut = Math.Max(1, log.Sessions - (int)Math.Ceiling(log.Sessions * share));
        return new TrainingSplit(
            log.First(cut), QuerySet.OfSessions(log, cut).Spread(QueriesMax), SplitKind.LastSessions);
    }

    private static TrainingSplit LastClicks(SessionLog log, bool excludesHistory)
    {
        var (starts, rows) = (new List<int> { 0 }, new List<int>(log.Clicks));
        var (times, types) = (new List<long>(log.Clicks), new List<Events.EventType>(log.Clicks));
        for (var session = 0; session < log.Sessions; session++)
        {
            var kept = log.LengthOf(session) > 1 ? log.LengthOf(session) - 1 : 1;
            rows.AddRange(log.RowsOf(session)[..kept]);
            times.AddRange(log.TimesOf(session)[..kept]);
            types.AddRange(log.TypesOf(session)[..kept]);
            starts.Add(rows.Count);
        }

        return new TrainingSplit(
            new SessionLog(log.Items, [.. starts], [.. rows], [.. times], [.. types], log.Timed),
            QuerySet.OfLastClicks(log, lengthMin: 2, excludesHistory).Spread(QueriesMax),
            SplitKind.LastClicks);
    }
}

/// <summary>How training data are cut into an earlier and a later part.</summary>
public enum SplitKind
{
    /// <summary>The last sessions are asked for, click by click.</summary>
    LastSessions,

    /// <summary>The last click of every user is asked for.</summary>
    LastClicks,
}
