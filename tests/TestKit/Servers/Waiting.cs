namespace StreamReco.TestKit.Servers;

/// <summary>Waits for what another process or thread brings about.</summary>
public static class Waiting
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(10);

    /// <summary>Looks again and again until it is so.</summary>
    /// <param name="what">What is waited for, for the message.</param>
    /// <param name="isSo">Whether it is so; may throw to give up.</param>
    /// <param name="patience">The longest wait.</param>
    /// <exception cref="TimeoutException">It did not come about.</exception>
    public static Task UntilAsync(string what, Func<bool> isSo, TimeSpan patience) =>
        UntilAsync(what, () => Task.FromResult(isSo()), patience);

    /// <inheritdoc cref="UntilAsync(string, Func{bool}, TimeSpan)"/>
    public static async Task UntilAsync(string what, Func<Task<bool>> isSo, TimeSpan patience)
    {
        using var timer = new PeriodicTimer(_look, TimeProvider.System);
        var started = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            if (TimeProvider.System.GetElapsedTime(started) > patience)
            {
                throw new TimeoutException($"Not within {patience.TotalSeconds} s: {what}");
            }

            await timer.WaitForNextTickAsync();
        }
    }
}
