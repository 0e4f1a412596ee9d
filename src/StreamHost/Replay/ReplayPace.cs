namespace StreamReco.StreamHost.Replay;

/// <summary>Rate and remaining time of a run of a replay.</summary>
/// <param name="time">Measures the run.</param>
/// <param name="before">Offsets that earlier runs have committed.</param>
/// <param name="of">Offsets in all.</param>
internal sealed class ReplayPace(TimeProvider time, long before, long of)
{
    private readonly long _startedAt = time.GetTimestamp();
    private long _more;

    /// <summary>Offsets that this run committed a second.</summary>
    public double PerSecond => _more / Math.Max(time.GetElapsedTime(_startedAt).TotalSeconds, 1e-3);

    /// <summary>For people, for instance <c>12,300 of 113,601 records, 8,200 a second, 0:00:12 left</c>.</summary>
    public string Text
    {
        get
        {
            var rate = PerSecond;
            var left = rate > 0 ? $", {TimeSpan.FromSeconds((of - before - _more) / rate):h\\:mm\\:ss} left" : "";
            return $"{before + _more:N0} of {of:N0} records, {rate:N0} a second{left}";
        }
    }

    /// <summary>Takes in how many offsets are committed; fewer than before while a resumed state is rebuilt.</summary>
    public void See(long done) => _more = Math.Max(0, done - before);
}
