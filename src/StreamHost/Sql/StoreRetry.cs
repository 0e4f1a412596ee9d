using Polly;
using Polly.Retry;
using StreamReco.Stages.Ports;

namespace StreamReco.StreamHost.Sql;

/// <summary>How long calls wait for a state database that is away; they are repeated without end.</summary>
internal static class StoreRetry
{
    /// <summary>Calls of a running shard: 0.1 s, doubling to 5 s.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="onAway">Called before each wait, with what is wrong.</param>
    public static ResiliencePipeline OfShards(TimeProvider time, Action<string> onAway) => Build(time, new RetryStrategyOptions
    {
        BackoffType = DelayBackoffType.Exponential,
        Delay = TimeSpan.FromMilliseconds(100),
        MaxDelay = TimeSpan.FromSeconds(5),
        OnRetry = attempt => Tell(onAway, attempt),
    });

    /// <summary>Calls of a node that starts or joins: every half second.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="onAway">Called before the first wait of a call, with what is wrong.</param>
    public static ResiliencePipeline OfStart(TimeProvider time, Action<string> onAway) => Build(time, new RetryStrategyOptions
    {
        Delay = TimeSpan.FromMilliseconds(500),
        OnRetry = attempt => attempt.AttemptNumber == 0 ? Tell(onAway, attempt) : ValueTask.CompletedTask,
    });

    private static ResiliencePipeline Build(TimeProvider time, RetryStrategyOptions options)
    {
        options.ShouldHandle = new PredicateBuilder().Handle<StoreUnavailableException>();
        options.MaxRetryAttempts = int.MaxValue;
        return new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(options).Build();
    }

    private static ValueTask Tell(Action<string> onAway, OnRetryArguments<object> attempt)
    {
        onAway(attempt.Outcome.Exception!.Message);
        return ValueTask.CompletedTask;
    }
}
