namespace StreamReco.StreamHost.Terminal;

/// <summary>
/// Progress for logs and pipes: a line when a tenth more is done or two seconds have passed, whichever is first, and
/// one at the end. A step that says nothing for half a minute is repeated with the time that has passed.
/// </summary>
internal sealed class PlainLine(TextWriter output, TimeProvider time, string label) : IProgressLine
{
    /// <summary>Silence after which a step is repeated.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly long _started = time.GetTimestamp();
    private long _lastAt = time.GetTimestamp();
    private int _lastTenth;
    private string? _last;

    public void Update(double done, double of, string detail)
    {
        lock (_gate)
        {
            var share = of > 0 ? Math.Min(done / of, 1) : 0;
            var tenth = (int)(share * 10);
            if (tenth <= _lastTenth && time.GetElapsedTime(_lastAt) < _interval)
            {
                return;
            }

            (_lastTenth, _lastAt) = (tenth, time.GetTimestamp());
            _last = of > 0 ? $"{label}: {share * 100,3:0} %  {detail}".TrimEnd() : $"{label}: {done:N0}  {detail}".TrimEnd();
            output.WriteLine(_last);
        }
    }

    /// <summary>Repeats the last line with the time since the start, where nothing was said for a while.</summary>
    public void Beat()
    {
        lock (_gate)
        {
            if (time.GetElapsedTime(_lastAt) >= Silence)
            {
                _lastAt = time.GetTimestamp();
                output.WriteLine($"{_last ?? label}  (still at it, {time.GetElapsedTime(_started).TotalSeconds:0} s)");
            }
        }
    }
}
