using Akka.Actor;
using Microsoft.Extensions.Logging;
using StreamReco.StreamHost.Cluster.Control;

namespace StreamReco.StreamHost.Cluster.Experiments;

/// <summary>
/// Makes segments of users anew on a schedule, by the request that <c>segments refresh</c> makes. The first are an operator's: they say how
/// many there are. A child of the control plane's keeper, beside <see cref="GuardrailWatch"/>.
/// </summary>
internal sealed partial class SegmentWatch : ScheduledLook<FittedSegments>
{
    /// <summary>Who asked, in the history.</summary>
    public const string By = "schedule";

    private readonly SegmentWatchSetup _setup;
    private readonly ILogger _logger;

    /// <summary>The request of a version that failed is made anew under another id.</summary>
    private int _failures;

    public SegmentWatch(SegmentWatchSetup setup)
        : base(setup.Every, setup.Time)
    {
        _setup = setup;
        _logger = setup.Loggers.CreateLogger<SegmentWatch>();
        Receive<RequestStatus>(status => _failures += status.Request.Why is null ? 0 : 1);
        ReceiveAny(_ => { }); // Busy or refused: the next look asks again.
    }

    /// <summary>Makes the actor.</summary>
    public static Props Props(SegmentWatchSetup setup) => Akka.Actor.Props.Create(() => new SegmentWatch(setup));

    protected override Task<FittedSegments> LookAsync(CancellationToken cancel) => _setup.Fit(cancel);

    protected override void Miss(string reason) => LogNotMade(_logger, reason);

    protected override void Take(FittedSegments looked)
    {
        if (looked.Next is { } next)
        {
            var id = FormattableString.Invariant($"segments.{next.Version}.{next.Space:x16}{(_failures > 0 ? $".{_failures}" : "")}");
            Context.Parent.Tell(new SubmitRequest(id, RequestKinds.RefreshSegments, SegmentFitting.ArgumentsOf(next), By, null));
        }
        else if (looked.Why is { } why)
        {
            LogNotMade(_logger, why);
        }
    }

    [LoggerMessage(132, LogLevel.Warning, "segments of users were not made anew, the next time is as planned: {Reason}")]
    private static partial void LogNotMade(ILogger logger, string reason);
}

/// <summary>What a <see cref="SegmentWatch"/> works with.</summary>
/// <param name="Fit">Makes the next version.</param>
/// <param name="Every">Time between two.</param>
/// <param name="Loggers">Where log lines go.</param>
/// <param name="Time">The clock.</param>
internal sealed record SegmentWatchSetup(
    Func<CancellationToken, Task<FittedSegments>> Fit, TimeSpan Every, ILoggerFactory Loggers, TimeProvider Time);
