using Akka.Actor;

namespace StreamReco.Stages.Streams;

/// <summary>
/// The turns of a shard's owner: work on the shard's state is a message to one actor, so two pieces of work never meet. The
/// fold of a micro-batch is a turn, and so is a question from outside. Safe from any thread.
/// </summary>
/// <param name="owner">The actor; it runs each <see cref="ShardTurn"/> that it receives.</param>
public sealed class ShardTurns(IActorRef owner)
{
    /// <summary>Runs work in a turn of its own.</summary>
    /// <param name="work">Must be quick, must not wait, and must let nothing of the state out but copies.</param>
    /// <returns>The result. Never completes if the owner stops before the turn has come.</returns>
    public Task<T> TakeAsync<T>(Func<T> work)
    {
        var turn = new Turn<T>(work);
        owner.Tell(turn, ActorRefs.NoSender);
        return turn.Result;
    }

    /// <summary>Runs work in a turn of its own; nobody waits for it.</summary>
    public void Take(Action work) => owner.Tell(new Notice(work), ActorRefs.NoSender);

    private sealed class Turn<T>(Func<T> work) : ShardTurn
    {
        private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Result => _result.Task;

        public override void Run()
        {
            try
            {
                _result.SetResult(work());
            }
            catch (Exception e)
            {
                _result.SetException(e); // The failure belongs to who asked: the stream, or a question.
            }
        }
    }

    private sealed class Notice(Action work) : ShardTurn
    {
        public override void Run() => work();
    }
}

/// <summary>Work on a shard's state. A message within one process, never over the network.</summary>
public abstract class ShardTurn : INoSerializationVerificationNeeded
{
    /// <summary>Does the work, on the owner's thread.</summary>
    public abstract void Run();
}
