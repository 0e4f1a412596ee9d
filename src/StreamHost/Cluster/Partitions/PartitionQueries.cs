using Akka.Actor;
using StreamReco.StreamHost.Metrics;

namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>
/// Asks the owners of partitions, wherever they are: one of this process by a call, another by a message to the cluster. Thread-safe.
/// </summary>
/// <param name="region">The owners as one address.</param>
/// <param name="board">Shows which of them are at this node.</param>
/// <param name="instruments">Take in how long questions take; null for none.</param>
/// <param name="time">The clock.</param>
internal sealed class PartitionQueries(IActorRef region, PartitionBoard board, NodeInstruments? instruments, TimeProvider time)
{
    /// <summary>How long one attempt waits: a partition that moves is away for less than a second.</summary>
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(1.5);

    /// <summary>A question that stands in the mailbox of an owner that hands its partition over is lost: it is asked once more.</summary>
    private const int AttemptsMax = 2;

    private volatile bool _isClosed;

    /// <summary>
    /// Asks nobody from here on. A node that leaves does so first: its region does not end in good order while messages to
    /// partitions that nobody owns any more wait in it, and a node that leaves alone has nobody to give them to.
    /// </summary>
    public void Close() => _isClosed = true;

    /// <summary>Whether a question would be answered at once by this process; a moment later that may be otherwise.</summary>
    public bool IsAtRestHere(int partition) => board.QueriesOf(partition) is { IsAtRest: true };

    /// <summary>Asks the owner of the query's partition.</summary>
    /// <typeparam name="T">What this query is answered.</typeparam>
    /// <returns>The reply, or null with the reason why there is none.</returns>
    public async Task<(T? Reply, string? Why)> QueryAsync<T>(IPartitionQuery query, CancellationToken cancel)
        where T : class
    {
        var (begun, isLocal) = (time.GetTimestamp(), board.IsHere(query.Partition));
        var answer = await TryHereAsync<T>(query, cancel) ?? await TryAskAsync<T>(query, cancel);
        if (query is not (TrendingQuery or SearchCountsQuery or ExperimentQuery or SegmentQuery))
        {
            instruments?.RecordQuery(isLocal, time.GetElapsedTime(begun));
        }

        return answer;
    }

    /// <summary>Asks an owner in this process without a message to it; null where there is none.</summary>
    private async Task<(T? Reply, string? Why)?> TryHereAsync<T>(IPartitionQuery query, CancellationToken cancel)
        where T : class
    {
        if (_isClosed || board.QueriesOf(query.Partition) is not { IsOpen: true } here)
        {
            return null;
        }

        try
        {
            var answer = here.AnswerAsync(query, cancel);
            return ((T)(answer.IsCompleted ? await answer : await answer.WaitAsync(_timeout, time, cancel)), null);
        }
        catch (TimeoutException)
        {
            return null; // The owner has given the partition up meanwhile, or is very busy: asked by message, as any other.
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            return (null, PartitionUnavailable.Failed(query.Partition, e).Why);
        }
    }

    private async Task<(T? Reply, string? Why)> TryAskAsync<T>(IPartitionQuery query, CancellationToken cancel)
        where T : class
    {
        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            if (_isClosed)
            {
                return (null, "this node leaves the cluster");
            }

            try
            {
                return await region.Ask<object>(query, _timeout, cancel) switch
                {
                    T reply => (reply, null),
                    PartitionUnavailable unavailable => (null, unavailable.Why),
                    var other => throw new InvalidOperationException(
                        $"{query.GetType().Name} was answered by {other.GetType().Name}."),
                };
            }
            catch (AskTimeoutException)
            {
                // Asked once more, or answered below.
            }
        }

        return (null, $"the owner of partition {query.Partition} did not answer within {(_timeout * AttemptsMax).TotalSeconds:F0} s");
    }
}
