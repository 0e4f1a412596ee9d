using Akka.Actor;
using StreamReco.Stages.Streams;

namespace StreamReco.Stages.Tests.Streams;

/// <summary>Whose thread a turn runs on, and that two never meet.</summary>
public sealed class ShardTurnsTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly KeptTurns _owner = new();
    private readonly ShardTurns _turns;

    public ShardTurnsTests() => _turns = new ShardTurns(_owner);

    [Fact]
    public async Task A_question_takes_its_turn_on_its_own_thread_while_the_owner_rests()
    {
        _turns.Open();
        var thread = Environment.CurrentManagedThreadId;

        var asked = _turns.AskAsync(() => Environment.CurrentManagedThreadId);

        asked.IsCompletedSuccessfully.ShouldBeTrue();
        (await asked).ShouldBe(thread);
        _owner.Turns.ShouldBeEmpty();
    }

    [Fact]
    public void Before_the_owner_is_open_and_after_it_is_closed_a_question_goes_to_it()
    {
        _turns.AskAsync(() => 1).IsCompleted.ShouldBeFalse();
        _turns.Open();
        _turns.Close();
        _turns.AskAsync(() => 2).IsCompleted.ShouldBeFalse();

        _owner.Turns.Count.ShouldBe(2);
        (_turns.IsOpen, _turns.IsAtRest).ShouldBe((false, false));
    }

    [Fact]
    public async Task A_question_that_meets_a_turn_goes_to_the_owner()
    {
        _turns.Open();
        Task<int>? question = null;
        _ = _turns.TakeAsync(() => question = _turns.AskAsync(() => 7));
        _owner.RunNext();
        question!.IsCompleted.ShouldBeFalse();

        _owner.RunNext();

        (await question.WaitAsync(_patience)).ShouldBe(7);
    }

    [Fact]
    public async Task What_goes_wrong_in_a_question_belongs_to_who_asked()
    {
        _turns.Open();

        await Should.ThrowAsync<InvalidDataException>(() => _turns.AskAsync<int>(() => throw new InvalidDataException()));

        _turns.IsAtRest.ShouldBeTrue();
    }

    [Fact]
    public void Questions_of_many_threads_never_meet_each_other_nor_the_owner_nor_come_after_its_end()
    {
        _turns.Open();
        var (inside, met, late, isOver) = (0, 0, 0, false);
        int Work()
        {
            met += Interlocked.Increment(ref inside) == 1 ? 0 : 1;
            late += Volatile.Read(ref isOver) ? 1 : 0;
            Interlocked.Decrement(ref inside);
            return 0;
        }

        var askers = Enumerable.Range(0, 4).Select(number => new Thread(() =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                _ = _turns.AskAsync(Work); // what does not come at once is left with the owner, which takes it no more
            }
        })
        { Name = $"asker {number}" }).ToList();
        askers.ForEach(asker => asker.Start());
        for (var i = 0; i < 5_000; i++)
        {
            _turns.Run(() => Work());
        }

        _turns.Close();
        Volatile.Write(ref isOver, true);
        askers.ForEach(asker => asker.Join());

        (met, late).ShouldBe((0, 0));
    }

    /// <summary>An owner that keeps its turns until it is told to run them.</summary>
    private sealed class KeptTurns : MinimalActorRef
    {
        private readonly Queue<ShardTurn> _turns = new();

        public IReadOnlyCollection<ShardTurn> Turns => _turns;

        public override ActorPath Path { get; } = new RootActorPath(new Address("akka", "test"));

        public override IActorRefProvider Provider => throw new NotSupportedException();

        public void RunNext() => _turns.Dequeue().Run();

        protected override void TellInternal(object message, IActorRef sender)
        {
            lock (_turns)
            {
                _turns.Enqueue((ShardTurn)message);
            }
        }
    }
}
