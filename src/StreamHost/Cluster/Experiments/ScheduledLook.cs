using Akka.Actor;

namespace StreamReco.StreamHost.Cluster.Experiments;

#pragma warning disable CA1001 // The token source is still observed by what it cancels; it holds no handle.
/// <summary>Looks at something on a schedule, one look at a time, outside of its turns.</summary>
/// <typeparam name="TLooked">What a look comes to.</typeparam>
internal abstract class ScheduledLook<TLooked> : ReceiveActor
#pragma warning restore CA1001
    where TLooked : class
{
    private readonly TimeSpan _every;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private ITimer? _timer;
    private bool _isLooking;

    /// <param name="every">Time between two looks.</param>
    /// <param name="time">The clock.</param>
    protected ScheduledLook(TimeSpan every, TimeProvider time)
    {
        (_every, _time) = (every, time);
        Receive<Due>(_ => Begin());
        Receive<TLooked>(looked =>
        {
            _isLooking = false;
            Take(looked);
        });
        Receive<Failed>(failed =>
        {
            _isLooking = false;
            Miss(failed.Cause.Message);
        });
    }

    /// <summary>Looks; begun in a turn.</summary>
    protected abstract Task<TLooked> LookAsync(CancellationToken cancel);

    /// <summary>Acts on what was seen.</summary>
    protected abstract void Take(TLooked looked);

    /// <summary>A look failed; the next one is due as planned.</summary>
    protected abstract void Miss(string reason);

    protected override void PreStart()
    {
        var self = Self; // The timer fires outside of the actor's turns.
        _timer = _time.CreateTimer(_ => self.Tell(Due.Instance), null, _every, _every);
    }

    protected override void PostStop()
    {
        _timer?.Dispose();
        _stop.Cancel();
    }

    private void Begin()
    {
        if (!_isLooking)
        {
            _isLooking = true;
            _ = LookAsync(_stop.Token).PipeTo(Self, success: looked => looked, failure: cause => new Failed(cause));
        }
    }

    private sealed class Due
    {
        public static Due Instance { get; } = new();
    }

    private sealed record Failed(Exception Cause);
}
