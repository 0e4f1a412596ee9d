using System.Collections.Concurrent;
using System.Text;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;
using StreamReco.Stages.Privacy;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Kafka.Producing;

namespace StreamReco.StreamHost.Http.Api;

/// <summary>Where a user's state is.</summary>
/// <param name="StateId">The id in the state: a pseudonym where those are on.</param>
/// <param name="Partition">The user's partition; null while it is not known how many there are.</param>
internal sealed record UserPlace(string StateId, int? Partition);

/// <summary>
/// Asks about users: the owner of the user's partition answers, on whichever node it is. Waits for an owner that is busy for
/// <c>Http:ModelWaitMs</c>; after some waits in vain the next requests do not wait at all for a moment.
/// </summary>
internal sealed class UserQueries(NodeContext context)
{
    /// <summary>Waits in vain, of those within two seconds, after which nobody waits for half a second.</summary>
    private const int VainWaits = 4;

    private readonly Pseudonymizer? _pseudonyms = Pseudonymizer.Open(context.Options.Pipeline.Privacy);
    private readonly ConcurrentDictionary<int, Waits> _waits = new();

    /// <summary>Where a user's state is.</summary>
    /// <param name="userId">The id in clear.</param>
    public UserPlace PlaceOf(string userId) => new(_pseudonyms?.Of(userId) ?? userId, PartitionOf(userId));

    /// <summary>The partition of a key; null while it is not known how many there are.</summary>
    public int? PartitionOf(string key) => context.Lag?.Partitions is > 0 and var partitions
        ? KeyPartitioner.PartitionOf(Encoding.UTF8.GetBytes(key), partitions, context.Options.Kafka) : null;

    /// <summary>Asks the owner of a user's partition.</summary>
    /// <typeparam name="T">What the query is answered.</typeparam>
    /// <param name="place">The user's place.</param>
    /// <param name="query">Makes the query for a partition.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The reply, or null with the reason why there is none.</returns>
    public async Task<(T? Reply, string? Why)> QueryAsync<T>(
        UserPlace place, Func<int, IPartitionQuery> query, CancellationToken cancel)
        where T : class
    {
        if (place.Partition is not { } partition)
        {
            return (null, "history: the user's partition is not known");
        }

        var (reply, why) = await QueryAsync<T>(query(partition), cancel);
        return (reply, why is null ? null : $"history: {why}");
    }

    /// <summary>Asks the owner of the query's partition.</summary>
    /// <returns>The reply, or null with the reason why there is none.</returns>
    public async Task<(T? Reply, string? Why)> QueryAsync<T>(IPartitionQuery query, CancellationToken cancel)
        where T : class
    {
        if (context.RequireNode().Queries is not { } queries)
        {
            return (null, "this node has not joined its cluster yet");
        }

        if (queries.IsAtRestHere(query.Partition) && WaitsOf(query.Partition).Breaker.CircuitState == CircuitState.Closed)
        {
            return await AskHereAsync<T>(queries, query, cancel);
        }

        return await WaitAsync(query, token => queries.QueryAsync<T>(query, token), cancel);
    }

    /// <summary>
    /// The usual case: the answer is there when the call returns, and nobody waits. A question that is waited for in vain is given up:
    /// nothing goes on with it, nor is it asked again by message.
    /// </summary>
    private async Task<(T? Reply, string? Why)> AskHereAsync<T>(PartitionQueries queries, IPartitionQuery query, CancellationToken cancel)
        where T : class
    {
        using var abandon = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var asked = queries.QueryAsync<T>(query, abandon.Token);
        try
        {
            return asked.IsCompleted ? await asked : await WaitAsync(query, asked.WaitAsync, cancel);
        }
        finally
        {
            if (!asked.IsCompleted)
            {
                await abandon.CancelAsync();
            }
        }
    }

    private async Task<(T? Reply, string? Why)> WaitAsync<T>(
        IPartitionQuery query, Func<CancellationToken, Task<(T? Reply, string? Why)>> ask, CancellationToken cancel)
        where T : class
    {
        try
        {
            return await WaitsOf(query.Partition).Pipeline.ExecuteAsync(async token => await ask(token), cancel);
        }
        catch (Exception e) when (e is TimeoutRejectedException or BrokenCircuitException)
        {
            // A partition that waits for the database waits with its turn: the cause is said, not what follows from it.
            var (partition, bound) = (query.Partition, context.Options.Http.ModelWaitMs);
            return (null, context.Directory?.Away is { } away ? $"no answer of partition {partition} within Http:ModelWaitMs ({bound}): {away}"
                : $"the model is busy: no answer of partition {partition} within Http:ModelWaitMs ({bound})");
        }
    }

    private Waits WaitsOf(int partition) => _waits.GetOrAdd(partition, static (_, queries) => queries.Open(), this);

    private Waits Open()
    {
        var breaker = new CircuitBreakerStateProvider();
        return new Waits(Wait(breaker), breaker);
    }

    private ResiliencePipeline Wait(CircuitBreakerStateProvider breaker) => new ResiliencePipelineBuilder { TimeProvider = context.Time }
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            StateProvider = breaker,
            ShouldHandle = new PredicateBuilder().Handle<TimeoutRejectedException>(),
            FailureRatio = 0.5,
            MinimumThroughput = VainWaits,
            SamplingDuration = TimeSpan.FromSeconds(2),
            BreakDuration = TimeSpan.FromSeconds(0.5),
        })
        .AddTimeout(TimeSpan.FromMilliseconds(context.Options.Http.ModelWaitMs))
        .Build();

    /// <summary>Waiting for the owner of a partition, and whether it is worth a try at all.</summary>
    private sealed record Waits(ResiliencePipeline Pipeline, CircuitBreakerStateProvider Breaker);
}
