using Akka.Actor;
using Microsoft.Extensions.Logging;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.StreamHost.Cluster.Control;

namespace StreamReco.StreamHost.Cluster.Experiments;

/// <summary>
/// Looks at the guardrails of experiments on a schedule, and asks the control plane to stop what harms, by the request that
/// <c>experiments stop</c> makes. A child of the control plane's keeper, so that one runs in a cluster, and another one after a death.
/// </summary>
/// <remarks>
/// The id of a request names experiment and version: whoever asks again, also at another node after a death, begins no second one.
/// </remarks>
internal sealed partial class GuardrailWatch : ScheduledLook<GuardrailWatch.Looked>
{
    /// <summary>Who asked, in the history.</summary>
    public const string By = "guardrail";

    private readonly GuardrailWatchSetup _setup;
    private readonly ILogger _logger;
    private readonly Dictionary<string, Stop> _asked = new(StringComparer.Ordinal);

    public GuardrailWatch(GuardrailWatchSetup setup)
        : base(setup.Every, setup.Time)
    {
        _setup = setup;
        _logger = setup.Loggers.CreateLogger<GuardrailWatch>();
        Receive<RequestStatus>(Follow);
        ReceiveAny(_ => { }); // Busy or refused: the next look asks again.
    }

    /// <summary>Makes the actor.</summary>
    public static Props Props(GuardrailWatchSetup setup) => Akka.Actor.Props.Create(() => new GuardrailWatch(setup));

    protected override async Task<Looked> LookAsync(CancellationToken cancel) => new(await new GuardrailLook(_setup.Collect).TakeAsync(cancel));

    protected override void Miss(string reason) => LogNotLooked(_logger, reason);

    protected override void Take(Looked looked)
    {
        foreach (var next in looked.Stops)
        {
            var key = ExperimentStop.KeyOf(By, next);
            if (!_asked.TryGetValue(key, out var stop))
            {
                _asked.Add(key, stop = new Stop(next.Experiment.Id, next.StoppedBecause!) { Request = key });
            }

            Context.Parent.Tell(new SubmitRequest(stop.Request, RequestKinds.StopExperiment, ExperimentStop.ArgumentsOf(next), By, null));
        }
    }

    /// <summary>The control plane has the request: that is logged once. One that failed is asked for anew at the next look.</summary>
    private void Follow(RequestStatus status)
    {
        var request = status.Request;
        if (_asked.FirstOrDefault(one => one.Value.Request == request.Id) is not (var key, { } stop))
        {
            return;
        }

        if (request.Why is not null)
        {
            stop.Request = FormattableString.Invariant($"{key}.{++stop.Failures}");
        }
        else if (!stop.IsLogged)
        {
            stop.IsLogged = true;
            LogStopped(_logger, stop.Experiment, stop.Why);
        }
    }

    [LoggerMessage(129, LogLevel.Warning, "experiment {Experiment} is stopped by its guardrails: {Why}")]
    private static partial void LogStopped(ILogger logger, string experiment, string why);

    [LoggerMessage(130, LogLevel.Warning, "guardrails were not looked at, the next look is due as planned: {Reason}")]
    private static partial void LogNotLooked(ILogger logger, string reason);

    private sealed class Stop(string experiment, string why)
    {
        public string Experiment => experiment;

        public string Why => why;

        /// <summary>Id of the newest request.</summary>
        public required string Request { get; set; }

        public int Failures { get; set; }

        public bool IsLogged { get; set; }
    }

    /// <param name="Stops">Next versions of those that harm.</param>
    internal sealed record Looked(IReadOnlyList<ExperimentDefinition> Stops);
}

/// <summary>What a <see cref="GuardrailWatch"/> works with.</summary>
/// <param name="Collect">What all partitions say of experiments; with the sums of one where it is named.</param>
/// <param name="Every">Time between two looks.</param>
/// <param name="Loggers">Where log lines go.</param>
/// <param name="Time">The clock.</param>
internal sealed record GuardrailWatchSetup(
    Func<string?, CancellationToken, Task<CollectedExperiments>> Collect, TimeSpan Every, ILoggerFactory Loggers, TimeProvider Time);
