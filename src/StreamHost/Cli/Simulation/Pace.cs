namespace StreamReco.StreamHost.Cli.Simulation;

/// <summary>Holds work to a rate by the clock since its first piece, so that a late piece is caught up.</summary>
/// <param name="rate">Pieces per second; 0 never waits.</param>
/// <param name="time">The clock.</param>
internal sealed class Pace(double rate, TimeProvider time)
{
    /// <summary>Shorter waits are not worth a timer.</summary>
    private static readonly TimeSpan _shortest = TimeSpan.FromMilliseconds(5);

    private long _started;

    /// <summary>Waits until piece <paramref name="index"/>, from 0, is due.</summary>
    public async ValueTask WaitAsync(long index, CancellationToken cancel)
    {
        if (rate <= 0)
        {
            return;
        }

        if (index == 0)
        {
            _started = time.GetTimestamp();
        }

        var early = TimeSpan.FromSeconds(index / rate) - time.GetElapsedTime(_started);
        if (early >= _shortest)
        {
            await Task.Delay(early, time, cancel);
        }
    }
}
