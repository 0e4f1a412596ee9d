using StreamReco.Stages.Shards;
using StreamReco.StreamHost.Kafka.Committing;

namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>
/// When an owner whose partition has failed opens it again, and with which lease. An owner that was superseded gives its
/// lease up and waits: the cluster decides meanwhile whose the partition is, and who is still there afterwards takes it as
/// a new owner does. One caller at a time.
/// </summary>
internal sealed class Reopening
{
    /// <summary>Wait of an owner that was superseded.</summary>
    public static readonly TimeSpan SupersededWait = TimeSpan.FromSeconds(6);

    /// <summary>The lease that the next attempt takes again; none after the owner was superseded.</summary>
    public HeldLease Held { get; } = new();

    /// <summary>Failures since the last commit.</summary>
    public int Failures { get; private set; }

    /// <summary>Counts a failure.</summary>
    /// <param name="cause">What the attempt failed with.</param>
    /// <returns>How long to wait before the next attempt, or null when the node must stop.</returns>
    public TimeSpan? WaitAfter(Exception cause)
    {
        if (ShardFailure.WaitBeforeRetry(cause, Failures) is not { } wait)
        {
            return null;
        }

        Failures++;
        if (!ShardFailure.IsSuperseded(cause))
        {
            return wait;
        }

        Held.Lease = null;
        return SupersededWait;
    }

    /// <summary>The attempt has committed: failures are counted anew.</summary>
    public void NoteCommit() => Failures = 0;
}
