using Akka.Streams;
using Akka.Streams.Stage;
using StreamReco.Stages.Shards;

namespace StreamReco.Stages.Streams;

/// <summary>
/// The end of a shard's stream. After a quiet moment it commits at once what is ready; while work keeps coming, commits begin
/// no closer to each other than the linger, so that each carries more, and far behind no closer than several lingers
/// (<see cref="IShardCommits{TBatch}.Patience"/>). It asks for more only when the commit is done. The materialized task ends
/// with the last snapshot, or with the failure of any stage.
/// </summary>
/// <typeparam name="TBatch">What is committed.</typeparam>
/// <param name="commits">The rules by which batches become final.</param>
/// <param name="linger">The shortest time from the beginning of a commit to that of the next, but for one that is full.</param>
/// <param name="time">Measures it: to the millisecond, where the scheduler of actors rounds up by ten.</param>
/// <param name="stop">Abandons the shard: nothing more is committed.</param>
public sealed class CommitOperator<TBatch>(IShardCommits<TBatch> commits, TimeSpan linger, TimeProvider time, CancellationToken stop)
    : GraphStageWithMaterializedValue<SinkShape<TBatch>, Task>
{
    private readonly Inlet<TBatch> _in = new("commit.in");

    public override SinkShape<TBatch> Shape => new(_in);

    public override ILogicAndMaterializedValue<Task> CreateLogicAndMaterializedValue(Attributes inheritedAttributes)
    {
        var logic = new Logic(this);
        return new LogicAndMaterializedValue<Task>(logic, logic.Done);
    }

    private IShardCommits<TBatch> Commits { get; } = commits;

    private TimeSpan Linger { get; } = linger;

    private TimeProvider Time { get; } = time;

    private CancellationToken Stop { get; } = stop;

    private sealed class Logic : TimerGraphStageLogic
    {
        private const string RefreshTimer = "refresh";

        /// <summary>Looks within the silence after which the committed offset is committed again.</summary>
        private const int LooksPerRefresh = 4;

        private static readonly TimeSpan _rarestLook = TimeSpan.FromSeconds(5);

        private readonly CommitOperator<TBatch> _stage;
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Action<Exception?> _ended;
        private readonly Action _gathered;
        private readonly ITimer _linger;
        private Task? _commit;
        private Exception? _failure;
        private bool _isClosing;

        /// <summary>A commit began less than the linger ago, or than several of them where more waits to be read.</summary>
        private bool _isResting;

        /// <summary>Lingers that have passed since then.</summary>
        private int _lingers;

        /// <summary>What is ready is being taken; the commit begins after it.</summary>
        private bool _isGathering;

        public Logic(CommitOperator<TBatch> stage)
            : base(stage.Shape)
        {
            _stage = stage;
            _ended = GetAsyncCallback<Exception?>(OnEnded);
            _gathered = GetAsyncCallback(OnGathered);
            var rested = GetAsyncCallback(Rest);
            _linger = stage.Time.CreateTimer(_ => rested(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            SetHandler(stage._in, onPush: OnPush, onUpstreamFinish: OnFinish, onUpstreamFailure: OnFailure);
        }

        public Task Done => _done.Task;

        private bool IsIdle => _commit is null;

        public override void PreStart()
        {
            SetKeepGoing(true); // The stream before may be over while the last commit still runs.
            Pull(_stage._in);
            var look = _stage.Commits.Kept.RefreshEvery / LooksPerRefresh;
            if (look > TimeSpan.Zero)
            {
                ScheduleRepeatedly(RefreshTimer, look < _rarestLook ? look : _rarestLook);
            }
        }

        /// <summary>Whoever waits for the end closes the client afterwards: never while a commit is still inside it.</summary>
        public override void PostStop()
        {
            _linger.Dispose();
            var stopped = new OperationCanceledException("The stream was stopped before its end was committed.");
            if (_commit is { } running)
            {
                _ = running.ContinueWith(_ => _done.TrySetException(stopped), TaskScheduler.Default);
            }
            else
            {
                _done.TrySetException(stopped);
            }
        }

        protected override void OnTimer(object timerKey)
        {
            if (IsIdle && _stage.Commits.IsEmpty && !IsClosed(_stage._in) && _stage.Commits.Kept.IsDue)
            {
                var (commits, stop) = (_stage.Commits, _stage.Stop);
                Run(() => commits.RefreshAsync(stop));
            }
        }

        /// <summary>A linger has passed. One more is waited for as long as the partition stays far behind.</summary>
        private void Rest()
        {
            _isResting = ++_lingers < _stage.Commits.Patience;
            if (_isResting)
            {
                StartLinger();
            }

            CommitGathered();
        }

        private void StartLinger() => _linger.Change(_stage.Linger, Timeout.InfiniteTimeSpan);

        /// <summary>A batch that comes while a commit runs, asked for during its linger, waits in the inlet.</summary>
        private void OnPush()
        {
            if (IsIdle)
            {
                Take();
            }
        }

        private void Take()
        {
            _stage.Commits.Add(Grab(_stage._in));
            if (_stage.Commits.IsFull || IsClosed(_stage._in))
            {
                Commit();
                return;
            }

            Pull(_stage._in);
            if (!_isResting && !_isGathering)
            {
                _isGathering = true;
                _gathered(); // comes back behind all batches that the stages before hand over without waiting
            }
        }

        private void OnGathered()
        {
            _isGathering = false;
            CommitGathered();
        }

        private void CommitGathered()
        {
            if (IsIdle && !_isResting && !_stage.Commits.IsEmpty)
            {
                Commit();
            }
        }

        private void OnFinish()
        {
            if (IsIdle)
            {
                Commit();
            }
        }

        /// <summary>A stage before has failed. A commit that runs ends first.</summary>
        private void OnFailure(Exception failure)
        {
            _failure = failure;
            if (IsIdle)
            {
                Fail(failure);
            }
        }

        /// <summary>
        /// Commits what is gathered, or closes once nothing more can come. Off this thread: a commit blocks inside the
        /// client.
        /// </summary>
        private void Commit()
        {
            (_isResting, _lingers) = (_stage.Linger > TimeSpan.Zero, 0);
            if (_isResting)
            {
                StartLinger();
            }

            _isClosing = IsClosed(_stage._in) && !IsAvailable(_stage._in) && _stage.Commits.IsEmpty;
            var (commits, stop, isClosing) = (_stage.Commits, _stage.Stop, _isClosing);
            Run(() => isClosing ? commits.CloseAsync(stop) : commits.CommitAsync(stop));
        }

        private void Run(Func<Task> work)
        {
            _commit = Task.Run(() => RunAsync(work), CancellationToken.None);
        }

        private async Task RunAsync(Func<Task> work)
        {
            try
            {
                await work();
                _ended(null);
            }
            catch (Exception e)
            {
                _ended(e); // The stream fails, and its owner opens the partition anew.
            }
        }

        private void OnEnded(Exception? failure)
        {
            _commit = null;
            if ((_failure ?? failure) is { } cause)
            {
                Fail(cause);
            }
            else if (_isClosing)
            {
                _done.TrySetResult();
                CompleteStage();
            }
            else if (IsAvailable(_stage._in))
            {
                Take();
            }
            else if (IsClosed(_stage._in))
            {
                Commit();
            }
            else if (!HasBeenPulled(_stage._in))
            {
                Pull(_stage._in);
            }
        }

        private void Fail(Exception failure)
        {
            _done.TrySetException(failure);
            FailStage(failure);
        }
    }
}
