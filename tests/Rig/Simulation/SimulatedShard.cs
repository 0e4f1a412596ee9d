using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.Stages.Shards;
using StreamReco.StreamHost.Cluster.Partitions;

namespace StreamReco.Rig.Simulation;

/// <summary>
/// A shard as one node runs it: opens, folds ahead while commits and snapshots are on their way, fails and begins
/// again, closes. Each call of <see cref="Step"/> begins at most one thing.
/// </summary>
internal sealed class SimulatedShard(SimulatedWorld world, SimulatedNode node, int partition)
{
    private const int InFlightMax = 4;

    private readonly Reopening _reopening = new();
    private CancellationTokenSource _abandon = new();
    private Task<ShardPath>? _opening;
    private Task _folding = Task.CompletedTask;
    private Task _committing = Task.CompletedTask;
    private Task? _closing;
    private ShardPath? _path;
    private DateTimeOffset _reopenAt;
    private bool _isLeaving;

    public ShardPhase Phase { get; private set; } = ShardPhase.Failed;

    /// <summary>It was handed over, in good order or not: nothing opens it again.</summary>
    public bool IsGone => Phase == ShardPhase.Closed || (_isLeaving && Phase == ShardPhase.Failed);

    /// <summary>Everything that the partition holds is committed, and no click waits for the throttle.</summary>
    public bool IsIdle => Phase == ShardPhase.Live && IsAtEnd && _path!.Throttled == 0;

    private bool IsAtEnd => _path!.Position >= Broker.Log.NextOffset && _path.Waiting == 0
        && _folding.IsCompleted && _committing.IsCompleted;

    private ModelPartition Broker => world.Partitions[partition];

    /// <summary>No more records; ends <see cref="ShardPhase.Closed"/> or <see cref="ShardPhase.Failed"/>.</summary>
    public void Drain()
    {
        _isLeaving = true;
        if (Phase == ShardPhase.Live)
        {
            Phase = ShardPhase.Closing;
        }
        else if (Phase == ShardPhase.Opening)
        {
            Fail("is drained while it opens");
        }
    }

    /// <summary>Nothing of it may be committed any more.</summary>
    public void Abandon() => _abandon.Cancel();

    /// <summary>Does the next thing; false when there is nothing to do.</summary>
    public bool Step(Random random)
    {
        var fault = FaultOf(_opening) ?? FaultOf(_folding) ?? FaultOf(_committing) ?? FaultOf(_closing);
        if (fault is not null)
        {
            GiveUp(Passing(fault));
            return true;
        }

        return Phase switch
        {
            ShardPhase.Failed => !_isLeaving && world.Clock.GetUtcNow() >= _reopenAt && Open(),
            ShardPhase.Opening => GoLive(),
            ShardPhase.Live when random.Next(2) == 0 => Fold(random) || Commit(random) || Tick(random),
            ShardPhase.Live => Commit(random) || Fold(random) || Tick(random),
            ShardPhase.Closing => Commit(random) || Close(),
            _ => false,
        };
    }

    private static Exception? FaultOf(Task? task) => task switch
    {
        { IsFaulted: true } => task.Exception!.InnerException,
        { IsCanceled: true } => new OperationCanceledException("Cancelled."),
        _ => null,
    };

    /// <summary>What a node lives through (as the host sorts failures); anything else is a bug.</summary>
    private static Exception Passing(Exception fault) =>
        fault is StoreUnavailableException or CommitFailedException or StaleOwnerException or OperationCanceledException
            ? fault
            : throw new Violation($"The shard failed for good: {(fault is Violation ? fault.Message : fault.ToString())}");

    private bool Open()
    {
        _abandon = new CancellationTokenSource();
        (_folding, _committing, _closing, _path) = (Task.CompletedTask, Task.CompletedTask, null, null);
        Phase = ShardPhase.Opening;
        _opening = OpenAsync(_abandon.Token);
        return true;
    }

    private async Task<ShardPath> OpenAsync(CancellationToken stop)
    {
        var (id, bug) = (SimulatedWorld.ShardOf(partition), world.Plan.Bug);
        var options = world.Plan.Options();
        var sink = new ModelSink(world.Network, node, partition, Broker, bug);
        var store = new StoreClient(world.Network, node, world.Store, options, SimulatedWorld.Model, bug);
        var recovery = new ShardRecovery(options, SimulatedWorld.Models, store, node.Name);
        var shard = await recovery.RunAsync(id, _reopening.Held, sink, () => LogReach.From(0), foldFrom: 0, stop);
        var plan = bug switch
        {
            PlantedBug.EmissionDuringRecovery => shard.Plan with { EmitFrom = shard.Plan.StartOffset },
            PlantedBug.RecoveryAtCommittedOffset => shard.Plan with { StartOffset = shard.Plan.EmitFrom },
            _ => shard.Plan,
        };
        return new ShardPath(world, node, id, shard with { Plan = plan }, options, sink, store);
    }

    private bool GoLive()
    {
        if (_opening is not { IsCompletedSuccessfully: true })
        {
            return false;
        }

        _path = _opening.GetAwaiter().GetResult();
        _opening = null;
        Phase = ShardPhase.Live;
        world.Trace.Add(node, $"opened {partition} at {_path.Position}");
        return true;
    }

    private bool Fold(Random random)
    {
        var (from, end) = (_path!.Position, Broker.Log.NextOffset);
        if (!_folding.IsCompleted || _path.Waiting >= InFlightMax || from >= end)
        {
            return false;
        }

        var until = Math.Min(end, from + random.Next(1, 13));
        world.Trace.Add(node, $"folds {partition} from {from} to {until}");
        _folding = _path.FoldAsync(Broker.Log.Slice(from, until), _abandon.Token);
        return true;
    }

    private bool Commit(Random random)
    {
        if (!_committing.IsCompleted || _path!.Waiting == 0)
        {
            return false;
        }

        _committing = _path.CommitAsync(random.Next(1, InFlightMax + 1), _abandon.Token);
        return true;
    }

    /// <summary>Time has passed in an idle partition whose clicks wait for the throttle.</summary>
    private bool Tick(Random random)
    {
        if (!IsAtEnd || _path!.Throttled == 0 || random.Next(8) != 0)
        {
            return false;
        }

        world.Trace.Add(node, $"writes a tick into {partition}");
        Broker.Source.AddTick();
        return true;
    }

    private bool Close()
    {
        if (!_folding.IsCompleted || !_committing.IsCompleted || _closing is { IsCompleted: false })
        {
            return false;
        }

        if (_closing is null)
        {
            _closing = _path!.CloseAsync(_abandon.Token);
            return true;
        }

        Phase = ShardPhase.Closed;
        world.Trace.Add(node, $"closed {partition}");
        return true;
    }

    /// <summary>The owner's next attempt is the product's decision; a node that must stop is started anew by its supervisor.</summary>
    private void GiveUp(Exception cause)
    {
        if (_path is { Commits: > 0 })
        {
            _reopening.NoteCommit();
        }

        Fail(cause.Message);
        if (_reopening.WaitAfter(cause) is { } wait)
        {
            _reopenAt = world.Clock.GetUtcNow() + wait;
        }
        else if (!_isLeaving)
        {
            node.End($"{partition} failed too often");
        }
    }

    private void Fail(string why)
    {
        _abandon.Cancel();
        _opening = null;
        (_folding, _committing, _closing) = (Task.CompletedTask, Task.CompletedTask, null);
        Phase = ShardPhase.Failed;
        world.Trace.Add(node, $"gives {partition} up: {why}");
    }
}
