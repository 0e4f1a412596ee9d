using Akka.Actor;
using Akka.Streams;
using Microsoft.Extensions.Logging;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Streams;
using StreamReco.StreamHost.Kafka.Committing;

namespace StreamReco.StreamHost.Cluster.Partitions;

#pragma warning disable CA1001 // The token source of an attempt is still observed by what it cancels; it holds no handle.
/// <summary>
/// The owner of a partition: takes it over, runs its stream, and is the one place where its state is touched. The fold of a
/// micro-batch and a question from outside are messages to this actor, so they take turns.
/// </summary>
/// <remarks>
/// The cluster decides who works; Kafka's transactional id and the lease in SQL decide who counts. Two owners at once cost
/// seconds, never a click. See <see cref="PartitionPhase"/> for its life.
/// </remarks>
internal sealed class PartitionActor : ReceiveActor, IWithTimers
#pragma warning restore CA1001
{
    private readonly IPartitionRole _role;
    private readonly int _partition;
    private readonly ILogger _logger;
    private readonly IMaterializer _materializer;
    private readonly ShardTurns _turns;
    private readonly Reopening _reopening = new();
    private CancellationTokenSource _abandon = new();
    private OpenPartition? _open;
    private IPartitionControl? _control;
    private Task _stream = Task.CompletedTask;
    private bool _isLeaving;

    public PartitionActor(IPartitionRole role, int partition, ILogger logger)
    {
        _role = role;
        _partition = partition;
        _logger = logger;
        _materializer = Context.Materializer(); // The stream's actors are children of this one and stop with it.
        _turns = new ShardTurns(Self);
        PartitionLog.Assigned(logger, partition);
        Open();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Makes an actor for a partition.</summary>
    public static Props Props(IPartitionRole role, int partition, ILogger logger) =>
        Akka.Actor.Props.Create(() => new PartitionActor(role, partition, logger));

    private void Open()
    {
        _role.Board.Move(_partition, PartitionPhase.Opening);
        _abandon = new CancellationTokenSource();
        _ = _role.OpenAsync(_partition, _reopening.Held, _turns, _abandon.Token)
            .PipeTo(Self, success: open => new Opened(open), failure: cause => new OpeningFailed(cause));
        Become(Opening);
    }

    private void Opening()
    {
        Receive<Opened>(opened => GoLive(opened.Partition));
        Receive<OpeningFailed>(failed => Recover(failed.Cause));
        Receive<LeavePartition>(_ =>
        {
            _isLeaving = true;
            _abandon.Cancel();
        });
        Unavailable("is being opened");
    }

    private void GoLive(OpenPartition open)
    {
        _open = open;
        (_control, _stream) = open.Graph.Run(_materializer);
        _ = _stream.PipeTo(Self, success: () => StreamEnded.InOrder, failure: cause => new StreamEnded(cause));
        open.Shard.Control = _control;
        _turns.Open();
        _role.Board.GoLive(open.Shard, open.Queries);
        Timers.StartPeriodicTimer(nameof(CheckDue), CheckDue.Instance, _role.CheckEvery);
        Become(Live);
        if (_isLeaving)
        {
            Drain();
        }
    }

    private void Live()
    {
        Receive<ShardTurn>(turn => turn.Run());
        Receive<CheckDue>(_ => LookAfter(_open!));
        Receive<IPartitionQuery>(Answer);
        Receive<LeavePartition>(_ => Drain());
        Receive<DrainIsOver>(_ => Abandon());
        Receive<StreamEnded>(ended => Close(ended.Cause));
        ReceiveAny(_ => { });
    }

    /// <summary>A topic that was made again is not read at the old offset: the next attempt finds that out and decides.</summary>
    private void LookAfter(OpenPartition open)
    {
        if (open.TopicId.Length > 0 && _role.TopicId.Length > 0 && open.TopicId != _role.TopicId)
        {
            _abandon.Cancel();
        }
        else
        {
            if (open.Follow is { } follow)
            {
                _turns.Run(follow);
            }

            open.Punctuation?.WriteIfDue(_control!, open.Shard.Progress.Status);
        }
    }

    /// <summary>Reads no more. Turns and questions go on until everything that was read is committed.</summary>
    private void Drain()
    {
        _isLeaving = true;
        Timers.StartSingleTimer(nameof(DrainIsOver), DrainIsOver.Instance, _role.DrainMax);
        _role.Board.Move(_partition, PartitionPhase.Draining);
        _control!.Drain();
    }

    private void Abandon()
    {
        _role.Board.NoteUnclean(new TimeoutException(
            $"Shards did not drain within Kafka:RequestTimeoutMs ({_role.DrainMax.TotalMilliseconds:F0})."));
        _abandon.Cancel();
    }

    private void Answer(IPartitionQuery query)
    {
        if (_open!.Queries is not { } queries)
        {
            Sender.Tell(new PartitionUnavailable($"partition {_partition} has no state to ask about"));
            return;
        }

        // Elsewhere: what a question takes between its turns must not hold up the turns of others.
        var (asker, abandon) = (Sender, _abandon.Token);
        _ = Task.Run(() => queries.AnswerAsync(query, abandon), abandon).PipeTo(
            asker, Self, failure: cause => PartitionUnavailable.Failed(_partition, cause));
    }

    private void Close(Exception? cause)
    {
        _turns.Close();
        Timers.Cancel(nameof(CheckDue));
        Timers.Cancel(nameof(DrainIsOver));
        var (open, abandon) = (_open!, _abandon);
        (_open, _control) = (null, null);
        _ = Task.Run(async () =>
        {
            await abandon.CancelAsync();
            await open.Sink.DisposeAsync(); // Waits inside the client: not on this thread.
        }).PipeTo(Self, success: () => new Closed(open, cause), failure: _ => new Closed(open, cause));
        Become(() =>
        {
            Receive<Closed>(closed => Follow(closed.Partition, closed.Cause));
            Receive<LeavePartition>(_ => _isLeaving = true);
            Unavailable("is being closed");
        });
    }

    private void Follow(OpenPartition closed, Exception? cause)
    {
        if (closed.Shard.Progress.Status.Commits > 0)
        {
            _reopening.NoteCommit();
        }

        if (cause is not null)
        {
            Recover(cause);
        }
        else
        {
            if (!_isLeaving)
            {
                _role.Board.End(_partition);
            }

            Context.Stop(Self);
        }
    }

    private void Recover(Exception cause)
    {
        cause = cause is AggregateException ? cause.GetBaseException() : cause;
        if (_isLeaving)
        {
            if (cause is not OperationCanceledException || _role.Board.Unclean is null)
            {
                NoteUnclean(cause);
            }

            Context.Stop(Self);
        }
        else if (_reopening.WaitAfter(cause) is { } wait)
        {
            BackOff(cause, wait);
        }
        else
        {
            _role.Board.Fail(_role.Board.ProgressOf(_partition)?.Shard.ToString() ?? $"partition {_partition}", cause);
            Context.Stop(Self);
        }
    }

    /// <summary>An opening that was given up for the hand-over leaves nothing behind.</summary>
    private void NoteUnclean(Exception cause)
    {
        if (cause is not OperationCanceledException)
        {
            PartitionLog.DrainFailed(_logger, cause.Message);
            _role.Board.NoteUnclean(cause);
        }
    }

    private void BackOff(Exception cause, TimeSpan wait)
    {
        PartitionLog.ReportFailure(_logger, _partition, _reopening.Failures - 1, wait, cause.Message);
        _role.Board.NoteRestart(ShardFailure.CauseOf(cause));
        _role.Board.Move(_partition, PartitionPhase.Backoff);
        Timers.StartSingleTimer(nameof(Reopen), Reopen.Instance, wait);
        Become(() =>
        {
            Receive<Reopen>(_ => Open());
            Receive<LeavePartition>(_ => Context.Stop(Self));
            Unavailable("has failed and is opened again in a moment");
        });
    }

    private void Unavailable(string why)
    {
        Receive<IPartitionQuery>(_ => Sender.Tell(new PartitionUnavailable($"partition {_partition} {why}")));
        ReceiveAny(_ => { });
    }

    protected override void PostStop()
    {
        _turns.Close();
        _abandon.Cancel();
        _role.Board.Remove(_partition);
        PartitionLog.Revoked(_logger, _partition);
        if (_open is { } open)
        {
            _ = CloseAfterAsync(_stream, open.Sink);
        }
    }

    /// <summary>Stopped hard: the next owner fences what is left. A commit that is inside the client comes to its end first.</summary>
    private static async Task CloseAfterAsync(Task stream, IShardSink sink)
    {
        await stream.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        await sink.DisposeAsync();
    }

    private sealed record Opened(OpenPartition Partition);

    private sealed record OpeningFailed(Exception Cause);

    private sealed record StreamEnded(Exception? Cause)
    {
        public static StreamEnded InOrder { get; } = new((Exception?)null);
    }

    private sealed record Closed(OpenPartition Partition, Exception? Cause);

    private sealed class CheckDue
    {
        public static CheckDue Instance { get; } = new();
    }

    private sealed class DrainIsOver
    {
        public static DrainIsOver Instance { get; } = new();
    }

    private sealed class Reopen
    {
        public static Reopen Instance { get; } = new();
    }
}
