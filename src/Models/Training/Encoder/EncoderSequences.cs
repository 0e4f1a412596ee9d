using StreamReco.Models.Retrieval;

namespace StreamReco.Models.Training.Encoder;

/// <summary>Sessions (or users) as plain arrays: item rows in the order of their clicks, oldest session first.</summary>
/// <param name="Items">N, rows of the vocabulary.</param>
/// <param name="Starts">Sessions+1 offsets into <paramref name="Rows"/>.</param>
/// <param name="Rows">Item row of each click, 0 to N−1.</param>
/// <param name="TimesMs">Event time of each click, Unix milliseconds; empty where the data have none.</param>
public sealed record EncoderSequences(
    int Items, ReadOnlyMemory<int> Starts, ReadOnlyMemory<int> Rows, ReadOnlyMemory<long> TimesMs)
{
    /// <summary>The sessions of a log; without times where they were made up.</summary>
    public static EncoderSequences Of(SessionLog log)
    {
        var starts = new int[log.Sessions + 1];
        var times = log.Timed ? new long[log.Clicks] : [];
        for (var session = 0; session < log.Sessions; session++)
        {
            starts[session + 1] = log.StartOf(session + 1);
            if (log.Timed)
            {
                log.TimesOf(session).CopyTo(times.AsSpan(log.StartOf(session)));
            }
        }

        return new EncoderSequences(log.Items, starts, log.Rows.ToArray(), times);
    }

    public int Count => Starts.Length - 1;

    public ReadOnlySpan<int> RowsOf(int session) => Slice(Rows.Span, session);

    /// <summary>Times of a session's clicks; empty where the data have none.</summary>
    public ReadOnlySpan<long> TimesOf(int session) => TimesMs.IsEmpty ? [] : Slice(TimesMs.Span, session);

    /// <summary>The sessions from <paramref name="first"/> up to, not including, <paramref name="end"/>.</summary>
    public EncoderSequences Between(int first, int end)
    {
        var starts = Starts.Span[first..(end + 1)].ToArray();
        var (from, to) = (starts[0], starts[^1]);
        for (var i = 0; i < starts.Length; i++)
        {
            starts[i] -= from;
        }

        return new EncoderSequences(Items, starts, Rows[from..to], TimesMs.IsEmpty ? TimesMs : TimesMs[from..to]);
    }

    /// <summary>Clicks by item.</summary>
    public int[] Counts()
    {
        var counts = new int[Items];
        foreach (var row in Rows.Span)
        {
            counts[row]++;
        }

        return counts;
    }

    private ReadOnlySpan<T> Slice<T>(ReadOnlySpan<T> values, int session) =>
        values[Starts.Span[session]..Starts.Span[session + 1]];
}
