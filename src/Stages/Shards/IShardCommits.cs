namespace StreamReco.Stages.Shards;

/// <summary>
/// Makes the micro-batches of a shard final, several in one commit. Knows nothing of waiting for more of them. One caller
/// at a time.
/// </summary>
/// <typeparam name="TBatch">What comes out of the stages before.</typeparam>
public interface IShardCommits<in TBatch>
{
    /// <summary>Nothing is gathered.</summary>
    bool IsEmpty { get; }

    /// <summary>The commit takes no more micro-batches.</summary>
    bool IsFull { get; }

    /// <summary>How many times the linger the next commit may wait for more: above 1 where more is waiting to be read.</summary>
    int Patience { get; }

    /// <summary>Takes a micro-batch into the next commit.</summary>
    void Add(TBatch batch);

    /// <summary>Commits what is gathered, if anything.</summary>
    /// <exception cref="Ports.CommitFailedException">The shard goes back to the committed position.</exception>
    /// <exception cref="Ports.StaleOwnerException">Another owner has the shard.</exception>
    Task CommitAsync(CancellationToken cancel);

    /// <summary>The committed offset, which is committed again where the brokers would forget it.</summary>
    KeptOffset Kept { get; }

    /// <summary>Commits the offset again; nothing is gathered.</summary>
    /// <exception cref="Ports.CommitFailedException">The shard goes back to the committed position.</exception>
    Task RefreshAsync(CancellationToken cancel);

    /// <summary>Ends in order: everything before is committed.</summary>
    Task CloseAsync(CancellationToken cancel);
}
