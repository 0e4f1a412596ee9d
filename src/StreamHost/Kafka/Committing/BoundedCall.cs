namespace StreamReco.StreamHost.Kafka.Committing;

/// <summary>
/// A blocking call of the client, which is given up where it does not return. librdkafka keeps its own time-outs but for one: after a
/// broker was killed within a transaction, <c>send_offsets_to_transaction</c> never came back, and the partition waited for ever. The
/// client must not be closed while the call is in it, so whoever gives up closes it once the call has returned, if it does.
/// One call at a time; the owner's thread only.
/// </summary>
/// <param name="time">Measures the bound.</param>
internal sealed class BoundedCall(TimeProvider time)
{
    private Task _running = Task.CompletedTask;

    /// <summary>Runs a call.</summary>
    /// <param name="call">Blocks.</param>
    /// <returns>The call itself; it may never end.</returns>
    public Task Start(Action call) => _running = Task.Run(call, CancellationToken.None);

    /// <summary>Waits for the call that was started.</summary>
    /// <param name="bound">How long.</param>
    /// <exception cref="TimeoutException">It has not returned.</exception>
    public Task WaitAsync(TimeSpan bound) => _running.WaitAsync(bound, time);

    /// <summary>Whether the call has not returned yet.</summary>
    public bool IsRunning => !_running.IsCompleted;

    /// <summary>Closes at once where no call is running, else after the call has returned.</summary>
    public void CloseAfter(Action close)
    {
        if (IsRunning)
        {
            _ = _running.ContinueWith(_ => close(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
        else
        {
            close();
        }
    }
}
