namespace StreamReco.Models.Data;

/// <summary>
/// Times for data that have none, or days only; the same for the same file. A visit is the clicks of one session (of
/// one user where there are no sessions) on one day; its clicks keep their order, 20 to 40 seconds apart.
/// </summary>
internal sealed class MadeUpTimes
{
    public const long GapMinMs = 20_000;
    public const long GapMaxMs = 40_000;

    /// <summary>2024-01-01T00:00:00Z: when data without any time begin.</summary>
    public const long EpochMs = 1_704_067_200_000;

    /// <summary>One visit begins every half minute where the data do not even say the day.</summary>
    public const long VisitSpacingMs = 30_000;

    /// <summary>A longer visit is squeezed into this, so that it ends on the day on which the data say it was.</summary>
    private const long VisitMaxMs = 20 * 3_600_000;

    private readonly List<HistoricClick> _clicks;
    private readonly bool _knowsDays;
    private readonly List<(long DayMs, int Ordinal)> _visits = [];
    private readonly Dictionary<long, int> _visitsOfDay = [];

    private MadeUpTimes(List<HistoricClick> clicks, bool knowsDays)
    {
        _clicks = clicks;
        _knowsDays = knowsDays;
    }

    /// <summary>Replaces the times of <paramref name="clicks"/> and says how, in a sentence for people.</summary>
    public static string Fill(List<HistoricClick> clicks, List<int> orders, TimeDetail detail)
    {
        var times = new MadeUpTimes(clicks, detail == TimeDetail.Day);
        times.Fill(times.Rows(orders));
        return detail == TimeDetail.Day
            ? "The data say the day only: the visits of a day are spread over it in the order of the file, their clicks "
                + "20 to 40 s apart."
            : "The data say no times: visits begin every 30 s from 2024-01-01 on in the order of the file, their clicks "
                + "20 to 40 s apart.";
    }

    /// <summary>The clicks visit by visit, each in the order of its visit.</summary>
    private Row[] Rows(List<int> orders)
    {
        var visits = new Dictionary<(string, long), int>();
        var rows = new Row[_clicks.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            var click = _clicks[i];
            var key = (click.SessionId.Length > 0 ? click.SessionId : click.UserId, click.TimeMs);
            if (!visits.TryGetValue(key, out var visit))
            {
                visit = visits[key] = _visits.Count;
                var ordinal = _visitsOfDay.GetValueOrDefault(click.TimeMs);
                _visitsOfDay[click.TimeMs] = ordinal + 1;
                _visits.Add((click.TimeMs, ordinal));
            }

            rows[i] = new Row(visit, orders[i], i);
        }

        Array.Sort(rows, static (a, b) => (a.Visit, a.Order, a.Index).CompareTo((b.Visit, b.Order, b.Index)));
        return rows;
    }

    private void Fill(ReadOnlySpan<Row> rows)
    {
        while (!rows.IsEmpty)
        {
            var count = 1;
            while (count < rows.Length && rows[count].Visit == rows[0].Visit)
            {
                count++;
            }

            Place(rows[..count]);
            rows = rows[count..];
        }
    }

    private void Place(ReadOnlySpan<Row> visit)
    {
        var id = visit[0].Visit;
        var length = 0L;
        for (var i = 1; i < visit.Length; i++)
        {
            length += Gap(id, i);
        }

        var squeezed = Math.Min(length, VisitMaxMs);
        var start = _knowsDays ? StartOnDay(id, squeezed) : EpochMs + id * VisitSpacingMs;
        var offset = 0L;
        for (var i = 0; i < visit.Length; i++)
        {
            offset += i == 0 ? 0 : Gap(id, i);
            var place = length == 0 ? 0 : (long)((Int128)offset * squeezed / length);
            _clicks[visit[i].Index] = _clicks[visit[i].Index] with { TimeMs = start + place };
        }
    }

    /// <summary>The n visits of a day begin in n equal parts of what is left of the day, somewhere within their part.</summary>
    private long StartOnDay(int id, long lengthMs)
    {
        var (dayMs, ordinal) = _visits[id];
        var parts = _visitsOfDay[dayMs];
        var within = (ordinal + Noise(id, 0) / (double)uint.MaxValue) / parts;
        return dayMs + (long)((ClickTime.DayMs - 1 - lengthMs) * Math.Min(within, 1));
    }

    private static long Gap(int visit, int click) => GapMinMs + Noise(visit, click) % (GapMaxMs - GapMinMs + 1);

    /// <summary>32 bits that look random (SplitMix64), the same for the same visit and click.</summary>
    private static uint Noise(int visit, int click)
    {
        var x = ((ulong)(uint)visit << 32 | (uint)click) + 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return (uint)((x ^ (x >> 31)) >> 32);
    }

    private readonly record struct Row(int Visit, int Order, int Index);
}
