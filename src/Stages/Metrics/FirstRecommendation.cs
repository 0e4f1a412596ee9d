namespace StreamReco.Stages.Metrics;

/// <summary>How long a node took from its start to its first committed answer. Thread-safe.</summary>
/// <param name="time">The clock.</param>
/// <param name="startedAt">The start, a timestamp of the clock.</param>
/// <param name="onFirst">Receives the seconds, once.</param>
public sealed class FirstRecommendation(TimeProvider time, long startedAt, Action<double> onFirst)
{
    private int _isThere;
    private double _seconds;

    /// <summary>Seconds; null before there is one.</summary>
    public double? Seconds => Volatile.Read(ref _isThere) == 2 ? _seconds : null;

    /// <summary>An answer has been committed.</summary>
    public void Note()
    {
        if (_isThere == 0 && Interlocked.CompareExchange(ref _isThere, 1, 0) == 0)
        {
            _seconds = time.GetElapsedTime(startedAt).TotalSeconds;
            Volatile.Write(ref _isThere, 2);
            onFirst(_seconds);
        }
    }
}
