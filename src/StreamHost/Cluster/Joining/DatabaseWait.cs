using StreamReco.Stages.Ports;

namespace StreamReco.StreamHost.Cluster.Joining;

/// <summary>Waits for a state database that is away: a start is no reason to give up.</summary>
/// <param name="time">The clock.</param>
/// <param name="onAway">Called once a wait, with what is wrong.</param>
internal sealed class DatabaseWait(TimeProvider time, Action<string> onAway)
{
    private static readonly TimeSpan _retry = TimeSpan.FromMilliseconds(500);

    /// <summary>Repeats the work until the database takes it.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await work();
            }
            catch (StoreUnavailableException e)
            {
                if (attempt == 1)
                {
                    onAway(e.Message);
                }

                await Task.Delay(_retry, time, cancel);
            }
        }
    }
}
