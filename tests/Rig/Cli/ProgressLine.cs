namespace StreamReco.Rig.Cli;

/// <summary>How far a run is: one line that is written over at a terminal, a line for each tenth elsewhere.</summary>
internal sealed class ProgressLine(string label, long of, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();
    private readonly long _stride = Console.IsErrorRedirected ? Math.Max(1, of / 10) : Math.Max(1, of / 1_000);

    /// <summary>Seconds since the start.</summary>
    public double Seconds => time.GetElapsedTime(_started).TotalSeconds;

    public void Update(long done)
    {
        if (done % _stride != 0 && done != of)
        {
            return;
        }

        var left = Seconds / Math.Max(1, done) * (of - done);
        var rate = done / Math.Max(Seconds, 1e-3);
        var line = $"{label}: {done:N0} of {of:N0} ({100.0 * done / of:F0} %), {rate:N0} a second, {left:N0} s left";
        Console.Error.Write(Console.IsErrorRedirected ? line + Environment.NewLine : $"\r{line}   ");
    }

    public void End()
    {
        if (!Console.IsErrorRedirected)
        {
            Console.Error.WriteLine();
        }
    }
}
