using StreamReco.Models.Retrieval.Counts;

namespace StreamReco.Models.Ranking;

/// <summary>What all clicks say of the candidates. For one thread.</summary>
/// <remarks>A counter at a time: its values lie apart, and the processor waits for all of them at once.</remarks>
/// <param name="statistics">The counters.</param>
/// <param name="candidates">C.</param>
internal sealed class CounterFeatures(ItemStatistics statistics, int candidates)
{
    private readonly float[] _column = new float[candidates];
    private readonly int[] _clicks = new int[candidates];
    private readonly int[] _recent = new int[candidates];

    /// <summary>Writes eight columns.</summary>
    public void Write(ReadOnlySpan<int> rows, ref FeatureColumns columns)
    {
        var column = _column.AsSpan(0, rows.Length);
        var clicks = _clicks.AsSpan(0, rows.Length);
        statistics.Clicks(rows, clicks);
        AddLogs(clicks, ref columns);
        for (var window = 0; window < ItemStatistics.Windows; window++)
        {
            statistics.RecentClicks(rows, window, _recent);
            AddLogs(_recent.AsSpan(0, rows.Length), ref columns);
        }

        AddAges(rows, column, ref columns);
        statistics.RepeatRates(rows, clicks, column);
        columns.Add(column);
        statistics.EndRates(rows, clicks, column);
        columns.Add(column);
    }

    private void AddLogs(ReadOnlySpan<int> counts, ref FeatureColumns columns)
    {
        for (var i = 0; i < counts.Length; i++)
        {
            _column[i] = CountLogs.Of(counts[i]);
        }

        columns.Add(_column.AsSpan(0, counts.Length));
    }

    private void AddAges(ReadOnlySpan<int> rows, Span<float> column, ref FeatureColumns columns)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            column[i] = CountLogs.Of(statistics.FirstSeenAge(rows[i]));
        }

        columns.Add(column);
        for (var i = 0; i < rows.Length; i++)
        {
            column[i] = CountLogs.Of(statistics.LastSeenAge(rows[i]));
        }

        columns.Add(column);
    }
}
