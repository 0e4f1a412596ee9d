namespace StreamReco.Stages.Shards;

/// <summary>Stages as one function: each ends before the next begins.</summary>
public static class CalledStages
{
    /// <param name="order">Puts the stages one after the other, see <see cref="StageOrder"/>.</param>
    public static Func<TIn, CancellationToken, Task<TOut>> Of<TIn, TOut>(Func<IStageChain<TIn>, IStageChain<TOut>> order) =>
        ((Chain<TIn, TOut>)order(new Chain<TIn, TIn>((batch, _) => Task.FromResult(batch)))).Run;

    private sealed class Chain<TIn, T>(Func<TIn, CancellationToken, Task<T>> run) : IStageChain<T>
    {
        public Func<TIn, CancellationToken, Task<T>> Run => run;

        public IStageChain<TOut> Then<TOut>(PathStage stage, Func<T, TOut> next) =>
            new Chain<TIn, TOut>(async (batch, cancel) => next(await run(batch, cancel)));

        public IStageChain<TOut> Then<TOut>(PathStage stage, Func<T, CancellationToken, Task<TOut>> next) =>
            new Chain<TIn, TOut>(async (batch, cancel) => await next(await run(batch, cancel), cancel));
    }
}
