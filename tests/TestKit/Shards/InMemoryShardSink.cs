using StreamReco.Stages.Ports;

namespace StreamReco.TestKit.Shards;

/// <summary>One owner's sink over an <see cref="InMemoryCommitLog"/>; everything completes before it returns, faults come when told.</summary>
public sealed class InMemoryShardSink(InMemoryCommitLog log) : IShardSink
{
    private long _epoch;
    private CommitFault _next;

    public InMemoryCommitLog Log { get; } = log;

    /// <summary>Breaks the next commit, once.</summary>
    public void FailNextCommit(CommitFault fault) => _next = fault;

    public Task<long?> OpenAsync(CancellationToken cancel)
    {
        (_epoch, var committed) = Log.Open();
        return Task.FromResult(committed);
    }

    public Task CommitAsync(CommitUnit unit, CancellationToken cancel)
    {
        var fault = _next;
        _next = CommitFault.None;
        try
        {
            ThrowIf(fault == CommitFault.BeforeCommit);
            Log.Commit(_epoch, unit);
            ThrowIf(fault == CommitFault.AfterCommit);
            return Task.CompletedTask;
        }
        catch (CommitFailedException e)
        {
            return Task.FromException(e);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static void ThrowIf(bool failed)
    {
        if (failed)
        {
            throw new CommitFailedException("The in-memory sink was told to fail.", fenced: false, new IOException("Injected."));
        }
    }
}
