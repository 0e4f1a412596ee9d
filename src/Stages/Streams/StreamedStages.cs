using Akka.Streams;
using Akka.Streams.Dsl;
using StreamReco.Stages.Shards;

namespace StreamReco.Stages.Streams;

/// <summary>
/// Stages of an Akka.Streams graph, in order and overlapping. Where <see cref="StreamLinks"/> has a place before a stage, up
/// to its capacity of micro-batches wait there or are worked on at once; elsewhere one at a time.
/// </summary>
/// <param name="source">What comes out of the last stage.</param>
/// <param name="links">The bounded places.</param>
/// <param name="filled">The place that a micro-batch leaves once the next stage takes it, or null.</param>
/// <param name="stop">Abandons the stages that wait.</param>
public sealed class StreamedStages<T, TControl>(
    Source<T, TControl> source, StreamLinks links, StreamLink? filled, CancellationToken stop) : IStageChain<T>
{
    /// <summary>What comes out of the last stage.</summary>
    public Source<T, TControl> Source => source;

    public IStageChain<TOut> Then<TOut>(PathStage stage, Func<T, TOut> run) => links.Before(stage) is { } place
        ? Next(source.Select(batch => place.Enter(Left(batch))).Buffer(place.Capacity, OverflowStrategy.Backpressure).Select(batch => run(place.Leave(batch))), null)
        : Next(source.Select(batch => run(Left(batch))), null);

    public IStageChain<TOut> Then<TOut>(PathStage stage, Func<T, CancellationToken, Task<TOut>> run) => links.Before(stage) is { } place
        ? Next(source.Select(batch => place.Enter(Left(batch))).SelectAsync(place.Capacity, batch => run(batch, stop)), place)
        : Next(source.SelectAsync(1, batch => run(Left(batch), stop)), null);

    private T Left(T batch) => filled is null ? batch : filled.Leave(batch);

    private StreamedStages<TOut, TControl> Next<TOut>(Source<TOut, TControl> next, StreamLink? place) => new(next, links, place, stop);
}
