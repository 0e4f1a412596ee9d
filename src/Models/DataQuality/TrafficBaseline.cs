using StreamReco.Models.Binary;

namespace StreamReco.Models.DataQuality;

/// <summary>
/// How many events a window usually has, by hour of the week (UTC) over the four weeks before; until two of them are known, by
/// the hour of the day over the week before. Whole numbers only, so that it follows from the log to the bit. Not thread-safe.
/// </summary>
/// <remarks>
/// What is usual is the median, how far it varies the median absolute deviation (Hampel 1974): a day that was out of the
/// ordinary moves neither.
/// </remarks>
internal sealed class TrafficBaseline
{
    private const long HourMs = 3_600_000;
    private const int Hours = 168;

    /// <summary>Weeks that are looked back on.</summary>
    private const int Weeks = 4;

    /// <summary>Those, and the one that is being counted.</summary>
    private const int Slots = Weeks + 1;

    private const int WeeksMin = 2;
    private const int DaysMin = 3;

    /// <summary>A slot's week, from 1; 0 for none.</summary>
    private readonly int[] _week = new int[Hours * Slots];
    private readonly long[] _events = new long[Hours * Slots];
    private readonly int[] _windows = new int[Hours * Slots];

    /// <summary>Takes in a closed window. Windows come in the order of time.</summary>
    /// <param name="startMs">Its start, Unix milliseconds.</param>
    /// <param name="events">Events of it.</param>
    public void Add(long startMs, long events)
    {
        var (slot, week) = SlotOf(startMs / HourMs);
        if (_week[slot] != week)
        {
            (_week[slot], _events[slot], _windows[slot]) = (week, 0, 0);
        }

        _events[slot] += events;
        _windows[slot]++;
    }

    /// <summary>Events that a window which starts then usually has.</summary>
    /// <returns>Median and median absolute deviation; null until enough is known.</returns>
    public (double Median, double Deviation)? Usual(long startMs)
    {
        Span<double> values = stackalloc double[Hours / 24];
        var hour = startMs / HourMs;
        var known = Collect(hour, Hours, Weeks, values);
        if (known >= WeeksMin)
        {
            return Spread(values[..known]);
        }

        known = Collect(hour, 24, values.Length, values);
        return known >= DaysMin ? Spread(values[..known]) : null;
    }

    /// <summary>Writes the counts, in a form that depends on them alone.</summary>
    public void Write(StateWriter writer)
    {
        writer.Unsigned((ulong)_week.Count(week => week > 0));
        for (var slot = 0; slot < _week.Length; slot++)
        {
            if (_week[slot] > 0)
            {
                writer.Unsigned((ulong)slot);
                writer.Unsigned((ulong)_week[slot]);
                writer.Unsigned((ulong)_events[slot]);
                writer.Unsigned((ulong)_windows[slot]);
            }
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static TrafficBaseline Read(ref StateReader reader)
    {
        var baseline = new TrafficBaseline();
        for (var left = reader.Count(Hours * Slots); left > 0; left--)
        {
            var slot = reader.Count((Hours * Slots) - 1);
            baseline._week[slot] = reader.Count(int.MaxValue);
            baseline._events[slot] = (long)reader.Unsigned();
            baseline._windows[slot] = reader.Count(int.MaxValue);
        }

        return baseline;
    }

    /// <summary>What windows had a number of times some hours before.</summary>
    private int Collect(long hour, int stepHours, int times, Span<double> values)
    {
        var known = 0;
        for (var back = 1; back <= times && hour >= back * stepHours; back++)
        {
            var (slot, week) = SlotOf(hour - (back * stepHours));
            if (_week[slot] == week)
            {
                values[known++] = (double)_events[slot] / _windows[slot];
            }
        }

        return known;
    }

    private static (double Median, double Deviation) Spread(Span<double> values)
    {
        var median = MedianOf(values);
        foreach (ref var value in values)
        {
            value = Math.Abs(value - median);
        }

        return (median, MedianOf(values));
    }

    private static double MedianOf(Span<double> values)
    {
        values.Sort();
        var half = values.Length / 2;
        return values.Length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
    }

    private static (int Slot, int Week) SlotOf(long hour)
    {
        var week = hour / Hours;
        return ((int)((hour % Hours * Slots) + (week % Slots)), (int)week + 1);
    }
}
