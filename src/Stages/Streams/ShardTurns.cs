using Akka.Actor;
using StreamReco.Stages.Serving;

namespace StreamReco.Stages.Streams;

/// <summary>
/// The turns of a shard's owner: work on the shard's state is a message to one actor, so two pieces of work never meet. The
/// fold of a micro-batch is a turn. So is a question from outside; while the owner rests it takes its turn on the thread of who
/// asks, which saves two hand-overs between threads (decision 0184). Safe from any thread.
/// </summary>
/// <param name="owner">The actor; it runs each <see cref="ShardTurn"/> that it receives.</param>
public sealed class ShardTurns(IActorRef owner)
{
    private readonly QuietGate _gate = new();
    private volatile bool _isOpen;

    /// <summary>Whether the owner takes turns now.</summary>
    public bool IsOpen => _isOpen;

    /// <summary>Whether a question would take its turn at once; a moment later that may be otherwise.</summary>
    public bool IsAtRest => _isOpen && _gate.IsQuiet;

    /// <summary>The owner takes turns from here on.</summary>
    public void Open() => _isOpen = true;

    /// <summary>The owner takes none any more; when this returns, no question is at the state.</summary>
    public void Close() => Run(() => _isOpen = false);

    /// <summary>Runs work in a turn of its own.</summary>
    /// <param name="work">Must be quick, must not wait, and must let nothing of the state out but copies.</param>
    /// <returns>The result. Never completes if the owner stops before the turn has come.</returns>
    public Task<T> TakeAsync<T>(Func<T> work)
    {
        var turn = new Turn<T>(this, work);
        owner.Tell(turn, ActorRefs.NoSender);
        return turn.Result;
    }

    /// <summary>Runs the work of a question, which may overtake turns that are on their way to the owner.</summary>
    /// <inheritdoc cref="TakeAsync{T}"/>
    public Task<T> AskAsync<T>(Func<T> work)
    {
        if (!_isOpen || !_gate.TryEnter())
        {
            return TakeAsync(work);
        }

        try
        {
            return _isOpen ? Task.FromResult(work()) : TakeAsync(work);
        }
#pragma warning disable CA1031 // The failure belongs to who asked.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Task.FromException<T>(e);
        }
        finally
        {
            _gate.Exit();
        }
    }

    /// <summary>Runs work in a turn of its own; nobody waits for it.</summary>
    public void Take(Action work) => owner.Tell(new Notice(this, work), ActorRefs.NoSender);

    /// <summary>For the owner: runs work of its own on the state, behind a question that is there.</summary>
    public void Run(Action work)
    {
        _gate.Enter();
        try
        {
            work();
        }
        finally
        {
            _gate.Exit();
        }
    }

    private sealed class Turn<T>(ShardTurns turns, Func<T> work) : ShardTurn
    {
        private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Result => _result.Task;

        public override void Run()
        {
            turns._gate.Enter();
            try
            {
                _result.SetResult(work());
            }
            catch (Exception e)
            {
                _result.SetException(e); // The failure belongs to who asked: the stream, or a question.
            }
            finally
            {
                turns._gate.Exit();
            }
        }
    }

    private sealed class Notice(ShardTurns turns, Action work) : ShardTurn
    {
        public override void Run() => turns.Run(work);
    }
}

/// <summary>Work on a shard's state. A message within one process, never over the network.</summary>
public abstract class ShardTurn : INoSerializationVerificationNeeded
{
    /// <summary>Does the work, on the owner's thread.</summary>
    public abstract void Run();
}
