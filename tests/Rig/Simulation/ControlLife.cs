using StreamReco.StreamHost.Cluster.Control;
using StreamReco.StreamHost.Cluster.Control.Work;

namespace StreamReco.Rig.Simulation;

/// <summary>
/// One life of the control plane, from its lease to its end. A model of the actor <c>ControlPlane</c>, which needs an actor
/// system and its persistence: what it does in a turn of the actor, it does here in a turn. The book, the runs and the works
/// are the product's.
/// </summary>
internal sealed class ControlLife
{
    private readonly SimulatedWorld _world;
    private readonly SimulatedNode _node;
    private readonly ControlBook _book = new(ControlPlane.EndedKept);
    private readonly SortedDictionary<string, Task> _runs = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _running = new(StringComparer.Ordinal);
    private readonly List<string> _own = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly long _epoch;
    private long _written;
    private Task _turn = Task.CompletedTask;

    private ControlLife(SimulatedWorld world, SimulatedNode node, long epoch, IReadOnlyList<IControlEvent> events)
    {
        (_world, _node, _epoch, _written) = (world, node, epoch, events.Count);
        foreach (var change in events)
        {
            _book.Apply(change);
        }
    }

    /// <summary>Why it has ended; null while it goes on.</summary>
    public Exception? End { get; private set; }

    /// <summary>Whether a request is carried out.</summary>
    public bool IsAmidRequest => End is null && _runs.Count > 0;

    /// <summary>Takes the lease, then reads the journal: an earlier life that writes later is refused, or read.</summary>
    public static async Task<ControlLife> OpenAsync(SimulatedWorld world, SimulatedNode node)
    {
        var control = world.Control;
        var epoch = await world.Network.SendAsync(
            node, "takes the control plane", () => control.Ledger.AcquireAsync(SimulatedWorld.Group, node.Name, CancellationToken.None),
            StoreClient.Unavailable, CancellationToken.None);
        var events = await world.Network.SendAsync(
            node, "reads the journal", control.Journal.ReadAsync, StoreClient.Unavailable, CancellationToken.None);
        var life = new ControlLife(world, node, epoch, events);
        _ = life.InTurnAsync(life.ForgetEndedAsync);
        return life;
    }

    /// <summary>Takes a request, or says how it stands; null where that cannot be said now.</summary>
    public Task<ControlRequest?> SubmitAsync(SubmitRequest submit) => InTurnAsync(async () =>
    {
        if (_book.Find(submit.Id) is { } known)
        {
            return known;
        }

        if (!await QueryAsync("opens a request", ledger => ledger.OpenAsync(
            SimulatedWorld.Group, _epoch, submit.Id, submit.Secret, CancellationToken.None)))
        {
            throw Leave(new SupersededException());
        }

        _own.Add(submit.Id);
        await WriteAsync(new RequestMade(submit.Id, submit.Kind, submit.Arguments, submit.By, _world.Clock.GetUtcNow()));
        return _book.Find(submit.Id);
    });

    /// <summary>Begins what is open, and follows runs that have ended.</summary>
    public bool Step()
    {
        if (End is not null)
        {
            return false;
        }

        foreach (var (lane, run) in _runs.Where(one => one.Value.IsCompleted).ToList())
        {
            if (run.Exception?.InnerException is Violation broken)
            {
                throw broken;
            }

            _runs.Remove(lane);
            _running.Remove(lane);
            return true;
        }

        foreach (var request in _book.Open.Where(IsTakenUp))
        {
            var work = WorkOf(request);
            if (_running.TryAdd(work.Lane, request.Id))
            {
                _runs[work.Lane] = CarryOutAsync(request, work);
                return true;
            }
        }

        return false;
    }

    /// <summary>Ends it: nothing of it is written any more, but for what is on its way.</summary>
    public Exception Leave(Exception cause)
    {
        End ??= cause;
        _stop.Cancel();
        return cause;
    }

    private bool IsTakenUp(ControlRequest request) =>
        _world.Plan.Bug != PlantedBug.RequestForgotten || _own.Contains(request.Id);

    private IRequestWork WorkOf(ControlRequest request) => request.Kind == RequestKinds.EraseUser
        ? new ErasureWork(() => new ErasureLog(_world, _node))
        : new ModelChangeWork(() => new ModelChangeWriter(_world, _node));

    /// <summary>A run that fails is begun again, by the same life or the next one.</summary>
    private async Task CarryOutAsync(ControlRequest request, IRequestWork work)
    {
        try
        {
            var secret = await QueryAsync("reads a secret", ledger => ledger.SecretAsync(SimulatedWorld.Group, request.Id, CancellationToken.None));
            var run = new RequestRun(request, secret, CheckAsync, (step, result) => KeepAsync(request.Id, step, result));
            var why = await RunAsync(work, run);
            var at = _world.Clock.GetUtcNow();
            await InTurnAsync(() => CloseAsync(why is null ? new RequestCompleted(request.Id, at) : new RequestFailed(request.Id, why, at)));
        }
        catch (SupersededException e)
        {
            Leave(e);
        }
        catch (Exception e) when (e is not Violation)
        {
            _world.Trace.Add(_node, $"tries {request.Id} again: {e.Message}");
        }
    }

    /// <returns>Why the work cannot be done; null when it is.</returns>
    private async Task<string?> RunAsync(IRequestWork work, RequestRun run)
    {
        try
        {
            await work.RunAsync(run, _stop.Token);
            return null;
        }
        catch (RequestRefusedException e)
        {
            return e.Message;
        }
    }

    private async Task CheckAsync()
    {
        _stop.Token.ThrowIfCancellationRequested();
        if (!await QueryAsync("checks the control plane", ledger => ledger.IsCurrentAsync(SimulatedWorld.Group, _epoch, CancellationToken.None)))
        {
            throw new SupersededException();
        }
    }

    private Task KeepAsync(string id, string step, string result) => InTurnAsync(async () =>
    {
        await CheckAsync();
        await WriteAsync(new StepDone(id, step, result, _world.Clock.GetUtcNow()));
        return true;
    });

    private async Task<bool> CloseAsync(IControlEvent end)
    {
        await CheckAsync();
        await WriteAsync(end);
        return await ForgetEndedAsync();
    }

    /// <summary>A write whose fate is unknown ends the life: the next one reads what the journal has.</summary>
    private async Task WriteAsync(IControlEvent change)
    {
        var number = _written + 1;
        try
        {
            await _world.Network.SendAsync(
                _node, $"writes event {number}, {change.GetType().Name} of {change.Id}", () => _world.Control.Journal.AppendAsync(number, change),
                StoreClient.Unavailable, _stop.Token);
        }
        catch (Exception e)
        {
            throw Leave(e);
        }

        _written = number;
        _book.Apply(change);
    }

    private async Task<bool> ForgetEndedAsync()
    {
        string[] open = [.. _book.Open.Select(request => request.Id)];
        try
        {
            return await QueryAsync("forgets ended requests", async ledger =>
            {
                await ledger.KeepOnlyAsync(SimulatedWorld.Group, _epoch, open, CancellationToken.None);
                return true;
            });
        }
        catch (Exception e) when (e is not Violation)
        {
            return false; // They are forgotten with the next request that ends.
        }
    }

    private Task<T> QueryAsync<T>(string what, Func<StreamHost.Sql.IControlLedger, Task<T>> ask) => _world.Network.SendAsync(
        _node, what, () => ask(_world.Control.Ledger), StoreClient.Unavailable, _stop.Token);

    /// <summary>As messages of an actor: one after another, the next one when this one has ended.</summary>
    private async Task<T> InTurnAsync<T>(Func<Task<T>> work)
    {
        var before = _turn;
        var mine = new TaskCompletionSource();
        _turn = mine.Task;
        await before;
        try
        {
            _stop.Token.ThrowIfCancellationRequested();
            return await work();
        }
        finally
        {
            mine.SetResult();
        }
    }
}
