namespace StreamReco.StreamHost.Terminal;

/// <summary>
/// Progress for logs and pipes: a line when a tenth more is done or two seconds have passed, whichever is first, and
/// one at the end.
/// </summary>
internal sealed class PlainLine(TextWriter output, TimeProvider time, string label) : IProgressLine
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private long _lastAt = time.GetTimestamp();
    private int _lastTenth;

    public void Update(double done, double of, string detail)
    {
        lock (_gate)
        {
            var share = of > 0 ? Math.Min(done / of, 1) : 0;
            var tenth = (int)(share * 10);
            if (tenth == _lastTenth && time.GetElapsedTime(_lastAt) < _interval)
            {
                return;
            }

            (_lastTenth, _lastAt) = (tenth, time.GetTimestamp());
            output.WriteLine(of > 0 ? $"{label}: {share * 100,3:0} %  {detail}".TrimEnd()
                : $"{label}: {done:N0}  {detail}".TrimEnd());
        }
    }
}
