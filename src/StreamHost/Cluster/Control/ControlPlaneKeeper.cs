using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace StreamReco.StreamHost.Cluster.Control;

#pragma warning disable CA1001 // The token source is still observed by what it cancels; it holds no handle.
/// <summary>
/// The singleton that runs on the oldest member. It opens the control plane when a request comes or one is open, and opens it
/// again after a failure. A group that never asks for anything pays one query of the state database.
/// </summary>
internal sealed class ControlPlaneKeeper : ReceiveActor, IWithTimers, IWithUnboundedStash
#pragma warning restore CA1001
{
    private readonly ControlPlaneSetup _setup;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();

    public ControlPlaneKeeper(ControlPlaneSetup setup)
    {
        _setup = setup;
        _logger = setup.Loggers.CreateLogger<ControlPlaneKeeper>();
        Become(Asleep);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public IStash Stash { get; set; } = null!;

    /// <summary>Makes the actor.</summary>
    public static Props Props(ControlPlaneSetup setup) => Akka.Actor.Props.Create(() => new ControlPlaneKeeper(setup));

    protected override void PreStart()
    {
        foreach (var companion in _setup.Companions)
        {
            Context.ActorOf(companion);
        }

        QueryOpen();
    }

    protected override void PostStop() => _stop.Cancel();

    /// <summary>A control plane that fails is not restarted but opened anew, under a new lease.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private void Asleep()
    {
        Receive<Checked>(looked =>
        {
            if (looked.HasOpen)
            {
                Open();
            }
        });
        Receive<Failed>(failed =>
        {
            ControlLog.Waits(_logger, failed.Cause.Message);
            Timers.StartSingleTimer(nameof(CheckDue), CheckDue.Instance, _setup.ReopenAfter);
        });
        Receive<CheckDue>(_ => QueryOpen());
        ReceiveAny(_ =>
        {
            Stash.Stash();
            Open();
        });
    }

    private void Open()
    {
        _ = _setup.Ledger.AcquireAsync(_setup.Group, _setup.Owner, _stop.Token).PipeTo(
            Self, success: epoch => new Acquired(epoch), failure: cause => new Failed(cause));
        Become(() =>
        {
            Receive<Acquired>(acquired => Run(acquired.Epoch));
            Receive<Failed>(failed =>
            {
                ControlLog.Waits(_logger, failed.Cause.Message);
                BackOff(_setup.ReopenAfter, failed.Cause.Message);
            });
            Receive<Checked>(_ => { });
            ReceiveAny(_ => Stash.Stash());
        });
    }

    private void Run(long epoch)
    {
        var child = Context.Watch(Context.ActorOf(ControlPlane.Props(_setup, epoch), $"epoch-{epoch}"));
        Become(() =>
        {
            Receive<Superseded>(_ =>
            {
                Context.Unwatch(child); // It stops itself.
                BackOff(_setup.SupersededWait, "it was overtaken by another node");
            });
            Receive<Terminated>(_ => BackOff(_setup.ReopenAfter, "its journal failed"));
            Receive<Checked>(_ => { });
            Receive<Failed>(_ => { });
            ReceiveAny(child.Forward);
        });
        Stash.UnstashAll();
    }

    private void BackOff(TimeSpan wait, string why)
    {
        Timers.StartSingleTimer(nameof(Reopen), Reopen.Instance, wait);
        Become(() =>
        {
            Receive<Reopen>(_ => Open());
            ReceiveAny(_ => Sender.Tell(new ControlBusy($"the control plane is opened again in a moment: {why}")));
        });
        Stash.UnstashAll();
    }

    private void QueryOpen() => _ = _setup.Ledger.HasOpenAsync(_setup.Group, _stop.Token).PipeTo(
        Self, success: hasOpen => new Checked(hasOpen), failure: cause => new Failed(cause));

    private sealed record Checked(bool HasOpen);

    private sealed record Acquired(long Epoch);

    private sealed record Failed(Exception Cause);

    private sealed class CheckDue
    {
        public static CheckDue Instance { get; } = new();
    }

    private sealed class Reopen
    {
        public static Reopen Instance { get; } = new();
    }
}
