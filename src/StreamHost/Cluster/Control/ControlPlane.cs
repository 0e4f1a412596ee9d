using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;
using Microsoft.Extensions.Logging;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Sql;

namespace StreamReco.StreamHost.Cluster.Control;

#pragma warning disable CA1001 // The token source is still observed by what it cancels; it holds no handle.
/// <summary>
/// The control plane of a group: takes requests, carries them out step by step and writes down each step, so that another
/// node goes on where this one dies. What changes state still stands in the clicks log; the journal has who asked for what,
/// and how far it is.
/// </summary>
/// <remarks>
/// Before it writes it asks the ledger whether it is still the newest one, because the journal refuses whoever is second
/// to write a number, and that may be the rightful one. A failed write is answered; the actor then ends, and its keeper
/// opens it anew from what the journal has.
/// </remarks>
internal sealed class ControlPlane : ReceivePersistentActor, IWithTimers
#pragma warning restore CA1001
{
    /// <summary>Ended requests whose end a caller may still ask for.</summary>
    public const int EndedKept = 200;

    private const int EventsPerSnapshot = 100;

    private readonly ControlPlaneSetup _setup;
    private readonly long _epoch;
    private readonly IActorRef _self; // Runs ask it from outside of its turns.
    private readonly string[] _tags;
    private readonly ILogger _logger;
    private readonly ControlBook _book = new(EndedKept);
    private readonly Dictionary<string, string> _running = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _tries = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private Action<Exception> _onFailure = _ => { };

    public ControlPlane(ControlPlaneSetup setup, long epoch)
    {
        _setup = setup;
        _epoch = epoch;
        _self = Self;
        _tags = [ControlJournal.TagOf(setup.Group)];
        _logger = setup.Loggers.CreateLogger<ControlPlane>();
        Recover<IControlEvent>(_book.Apply);
        Recover<Tagged>(tagged => _book.Apply((IControlEvent)tagged.Payload)); // A journal without tags gives it back so.
        Recover<SnapshotOffer>(offer => _book.Restore((ControlState)offer.Snapshot));
        Recover<RecoveryCompleted>(_ => Self.Tell(Begin.Instance));
        CommandAsync<Begin>(_ => BeginAsync());
        CommandAsync<SubmitRequest>(SubmitAsync);
        CommandAsync<EndRequest>(EndAsync);
        CommandAsync<StepMade>(KeepAsync);
        CommandAsync<RunEnded>(FinishAsync);
        Command<TryAgain>(again => Release(again.Lane));
        CommandAsync<Forget>(_ => ForgetEndedAsync());
        CommandAny(_ => { });
    }

    public override string PersistenceId => ControlPlaneSetup.PersistenceIdOf(_setup.Group);

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Makes the actor.</summary>
    /// <param name="setup">What it works with.</param>
    /// <param name="epoch">Of its lease.</param>
    public static Props Props(ControlPlaneSetup setup, long epoch) =>
        Akka.Actor.Props.Create(() => new ControlPlane(setup, epoch));

    /// <summary>Goes on with what is open.</summary>
    private async Task BeginAsync()
    {
        ControlLog.Opened(_logger, _setup.Group, _epoch, _book.Open.Count());
        await ForgetEndedAsync();
        Advance();
    }

    private async Task SubmitAsync(SubmitRequest submit)
    {
        var caller = Sender;
        if (_book.Find(submit.Id) is { } known)
        {
            caller.Tell(new RequestStanding(known));
            return;
        }

        try
        {
            if (!await _setup.Ledger.OpenAsync(_setup.Group, _epoch, submit.Id, submit.Secret, _stop.Token))
            {
                GiveUp(caller);
                return;
            }
        }
        catch (StoreUnavailableException e)
        {
            caller.Tell(new ControlRefused($"The request was not taken: {e.Message}"));
            return;
        }

        Write(
            new RequestMade(submit.Id, submit.Kind, submit.Arguments, submit.By, Now()),
            () =>
            {
                ControlLog.Requested(_logger, submit.Id, submit.Kind, submit.By);
                caller.Tell(new RequestStanding(_book.Find(submit.Id)!));
                Advance();
            },
            cause => caller.Tell(new ControlRefused(
                $"The state database did not take request {submit.Id} ({submit.Kind}): {cause.Message} "
                + "'streamreco cluster history' shows whether it was begun.")));
    }

    /// <summary>Whoever carries a request out by themselves has ended it.</summary>
    private async Task EndAsync(EndRequest end)
    {
        var caller = Sender;
        if (_book.Find(end.Id) is not { } request)
        {
            caller.Tell(new ControlRefused($"There is no request {end.Id}."));
        }
        else if (!request.IsOpen)
        {
            caller.Tell(new RequestStanding(request));
        }
        else if (await MayWriteAsync(caller))
        {
            Close(
                request, end.Why, () => caller.Tell(new RequestStanding(_book.Find(end.Id)!)),
                cause => caller.Tell(new ControlRefused($"The state database did not take the end of request {end.Id}: {cause.Message}")));
        }
    }

    private async Task KeepAsync(StepMade step)
    {
        var run = Sender;
        if (await MayWriteAsync(run))
        {
            Write(
                new StepDone(step.Id, step.Step, step.Result, Now()), () => run.Tell(StepKept.Instance),
                cause => run.Tell(new Status.Failure(cause)));
        }
    }

    /// <summary>A run is over: the request is completed, tried again, or given up.</summary>
    private async Task FinishAsync(RunEnded ended)
    {
        var request = _book.Find(ended.Id);
        if (request is not { IsOpen: true })
        {
            Release(ended.Lane);
        }
        else if (ended.Cause is null or RequestRefusedException || IsLastTry(ended))
        {
            if (await MayWriteAsync(ActorRefs.Nobody))
            {
                var why = ended.Cause is null or RequestRefusedException ? ended.Cause?.Message
                    : $"given up after {_setup.TriesMax} tries: {ended.Cause.Message}";
                Close(request, why, () => Release(ended.Lane), _ => { });
            }
            else
            {
                Retry(ended);
            }
        }
        else if (ended.Cause is SupersededException)
        {
            GiveUp(ActorRefs.Nobody);
        }
        else
        {
            Retry(ended);
        }
    }

    private void Close(ControlRequest request, string? why, Action written, Action<Exception> failed) => Write(
        why is null ? new RequestCompleted(request.Id, Now()) : new RequestFailed(request.Id, why, Now()),
        () =>
        {
            ControlLog.Ended(_logger, request.Id, request.Kind, why ?? "completed");
            _tries.Remove(request.Id);
            written();
            Self.Tell(Forget.Instance);
        },
        failed);

    /// <summary>Carries out the oldest open request of every lane that is free.</summary>
    private void Advance()
    {
        foreach (var request in _book.Open)
        {
            if (_setup.Works.TryGetValue(request.Kind, out var work) && _running.TryAdd(work.Lane, request.Id))
            {
                var (id, lane) = (request.Id, work.Lane);
                _ = Task.Run(() => RunAsync(request, work)).PipeTo(
                    Self, success: () => new RunEnded(id, lane, null), failure: cause => new RunEnded(id, lane, cause));
            }
        }
    }

    private async Task RunAsync(ControlRequest request, IRequestWork work)
    {
        var secret = await _setup.Ledger.SecretAsync(_setup.Group, request.Id, _stop.Token);
        var run = new RequestRun(request, secret, CheckAsync, (step, result) => AskToKeepAsync(request.Id, step, result));
        await work.RunAsync(run, _stop.Token);
    }

    private async Task CheckAsync()
    {
        _stop.Token.ThrowIfCancellationRequested();
        if (!await _setup.Ledger.IsCurrentAsync(_setup.Group, _epoch, _stop.Token))
        {
            throw new SupersededException();
        }
    }

    private Task AskToKeepAsync(string id, string step, string result) =>
        _self.Ask<StepKept>(new StepMade(id, step, result), Timeout.InfiniteTimeSpan, _stop.Token);

    /// <summary>Whether this control plane may write; else the caller is answered, and it stops where it was overtaken.</summary>
    private async Task<bool> MayWriteAsync(IActorRef caller)
    {
        try
        {
            if (await _setup.Ledger.IsCurrentAsync(_setup.Group, _epoch, _stop.Token))
            {
                return true;
            }

            GiveUp(caller);
        }
        catch (StoreUnavailableException e)
        {
            caller.Tell(new Status.Failure(e));
        }

        return false;
    }

    private void Write(IControlEvent change, Action written, Action<Exception> failed)
    {
        _onFailure = failed;
        Persist(new Tagged(change, _tags), _ =>
        {
            _book.Apply(change);
            written();
            if (LastSequenceNr % EventsPerSnapshot == 0)
            {
                SaveSnapshot(_book.Capture());
            }
        });
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        ControlLog.WriteFailed(_logger, sequenceNr, cause.Message);
        _onFailure(cause);
    }

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        ControlLog.WriteFailed(_logger, sequenceNr, cause.Message);
        _onFailure(cause);
    }

    protected override void OnRecoveryFailure(Exception reason, object? message = null) =>
        ControlLog.RecoveryFailed(_logger, reason.Message);

    protected override void PostStop()
    {
        _stop.Cancel();
        base.PostStop();
    }

    private bool IsLastTry(RunEnded ended) => ended.Cause is not (SupersededException or OperationCanceledException)
        && _tries.GetValueOrDefault(ended.Id) + 1 >= _setup.TriesMax;

    private void Retry(RunEnded ended)
    {
        var tries = _tries[ended.Id] = _tries.GetValueOrDefault(ended.Id) + 1;
        var wait = TimeSpan.FromTicks(Math.Min(
            _setup.RetryMax.Ticks, _setup.RetryMin.Ticks << Math.Min(tries - 1, 20)));
        ControlLog.TriedAgain(_logger, ended.Id, tries, wait, ended.Cause?.Message ?? "the state database is away");
        Timers.StartSingleTimer(ended.Lane, new TryAgain(ended.Lane), wait);
    }

    private void Release(string lane)
    {
        _running.Remove(lane);
        Advance();
    }

    private void GiveUp(IActorRef caller)
    {
        ControlLog.Superseded(_logger, _setup.Group, _epoch);
        Context.Parent.Tell(Superseded.Instance);
        caller.Tell(new ControlBusy("the control plane has moved to another node"));
        Context.Stop(Self);
    }

    /// <summary>
    /// Removes the rows of requests that have ended; a failure leaves them for the next time. Runs in the actor's turn:
    /// a request that is submitted meanwhile would have a row and not yet be in the book.
    /// </summary>
    private async Task ForgetEndedAsync()
    {
        try
        {
            await _setup.Ledger.KeepOnlyAsync(
                _setup.Group, _epoch, [.. _book.Open.Select(request => request.Id)], _stop.Token);
        }
        catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException)
        {
            ControlLog.NotForgotten(_logger, e.Message);
        }
    }

    private DateTimeOffset Now() =>
        DateTimeOffset.FromUnixTimeMilliseconds(_setup.Time.GetUtcNow().ToUnixTimeMilliseconds());

    private sealed record RunEnded(string Id, string Lane, Exception? Cause);

    private sealed record TryAgain(string Lane);

    private sealed class Begin
    {
        public static Begin Instance { get; } = new();
    }

    private sealed class Forget
    {
        public static Forget Instance { get; } = new();
    }
}
