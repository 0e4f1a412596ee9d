using StreamReco.Models.Retrieval;

namespace StreamReco.Models.Ranking;

/// <summary>What is looked at before settings are chosen.</summary>
/// <param name="Items">N.</param>
/// <param name="Sessions">Sessions, or users where their histories are the unit.</param>
/// <param name="Clicks">Interactions.</param>
/// <param name="Repeats">Share of the clicks whose session held the item already.</param>
/// <param name="ImmediateRepeats">Share of the clicks with a predecessor that repeat its item.</param>
/// <param name="Timed">Whether the times are the data's own.</param>
/// <param name="Histories">Whether the unit is a user's whole history.</param>
public sealed record DataTraits(
    int Items, int Sessions, int Clicks, double Repeats, double ImmediateRepeats, bool Timed, bool Histories)
{
    /// <summary>Below it nobody takes an item twice, and what a user has had need not be a candidate.</summary>
    private const double RepeatsMin = 0.002;

    /// <summary>Mean clicks of a session that ask for what came before it.</summary>
    private const double ShortSession = 2;

    /// <summary>Mean clicks from which rows without a single repeat are no visits.</summary>
    private const double LongHistory = 5;

    /// <summary>Clicks that one session in ten has at least; 0 in models of before it was looked at.</summary>
    public int LongSession { get; init; }

    /// <summary>Whether items of the history are no candidates.</summary>
    public bool ExcludesHistory { get; init; } = Histories && Repeats < RepeatsMin;

    /// <summary>
    /// Whether clicks are to be taken as histories of users rather than sessions: where sessions have hardly two clicks
    /// but users have more, and where long rows never repeat an item, as collections do and visits do not.
    /// </summary>
    public static bool AreHistories(DataTraits sessions, DataTraits users) =>
        (Length(sessions) < ShortSession && Length(users) > 2 * Length(sessions))
        || (users.Repeats < RepeatsMin && Length(users) >= LongHistory);

    /// <summary>Looks at a log.</summary>
    public static DataTraits Of(SessionLog log, bool histories)
    {
        var (repeats, immediate, pairs) = (0L, 0L, 0L);
        var seenIn = new int[log.Items];
        for (var session = 0; session < log.Sessions; session++)
        {
            var rows = log.RowsOf(session);
            for (var place = 0; place < rows.Length; place++)
            {
                pairs += place > 0 ? 1 : 0;
                immediate += place > 0 && rows[place] == rows[place - 1] ? 1 : 0;
                repeats += seenIn[rows[place]] == session + 1 ? 1 : 0;
                seenIn[rows[place]] = session + 1;
            }
        }

        return new DataTraits(
            log.Items,
            log.Sessions,
            log.Clicks,
            (double)repeats / Math.Max(1, log.Clicks),
            (double)immediate / Math.Max(1, pairs),
            log.Timed,
            histories)
        {
            LongSession = LongSessionOf(log),
        };
    }

    private static int LongSessionOf(SessionLog log)
    {
        int[] lengths = [.. Enumerable.Range(0, log.Sessions).Select(log.LengthOf).Order()];
        return lengths.Length == 0 ? 0 : lengths[(int)(lengths.Length * 0.9)];
    }

    private static double Length(DataTraits traits) => (double)traits.Clicks / Math.Max(1, traits.Sessions);
}
