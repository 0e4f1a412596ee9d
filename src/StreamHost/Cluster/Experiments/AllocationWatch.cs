using Akka.Actor;
using Microsoft.Extensions.Logging;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.StreamHost.Cluster.Control;

namespace StreamReco.StreamHost.Cluster.Experiments;

/// <summary>
/// Makes the shares of experiments that follow success anew: each change is the next version, written by the request that
/// <c>experiments start</c> makes. A child of the control plane's keeper, beside <see cref="GuardrailWatch"/>.
/// </summary>
internal sealed partial class AllocationWatch : ScheduledLook<AllocationWatch.Looked>
{
    /// <summary>Who asked, in the history.</summary>
    public const string By = "bandit";

    private readonly GuardrailWatchSetup _setup;
    private readonly ILogger _logger;

    /// <summary>When the shares of each were made last, as far as this actor knows: its first sight counts.</summary>
    private readonly Dictionary<string, long> _madeAt = new(StringComparer.Ordinal);

    public AllocationWatch(GuardrailWatchSetup setup)
        : base(setup.Every, setup.Time)
    {
        _setup = setup;
        _logger = setup.Loggers.CreateLogger<AllocationWatch>();
        ReceiveAny(_ => { }); // Taken, busy or refused: shares are made again when they are due.
    }

    /// <summary>Makes the actor.</summary>
    public static Props Props(GuardrailWatchSetup setup) => Akka.Actor.Props.Create(() => new AllocationWatch(setup));

    protected override Task<Looked> LookAsync(CancellationToken cancel) => LookAsync(new Dictionary<string, long>(_madeAt), cancel);

    protected override void Miss(string reason) => LogNotLooked(_logger, reason);

    /// <summary>Finds what is due, and its next version.</summary>
    private async Task<Looked> LookAsync(Dictionary<string, long> madeAt, CancellationToken cancel)
    {
        var all = await _setup.Collect(null, cancel);
        var (seen, next) = (new List<string>(), new List<ExperimentDefinition>());
        foreach (var newest in all.Ids.Select(id => all.NewestOf(id)!).Where(one => one is { IsRunning: true, Plan.Allocation: not null }))
        {
            var id = newest.Experiment.Id;
            seen.Add(id);
            if (madeAt.TryGetValue(id, out var at) && _setup.Time.GetElapsedTime(at).TotalMinutes >= newest.Plan.Allocation!.EveryMinutes
                && await _setup.Collect(id, cancel) is { Missing.Count: 0 } sums
                && sums.VersionsOf(id) is [.., { IsRunning: true, Plan.Allocation: not null }] versions
                && AdaptiveAllocation.Next(versions, sums.Tallies()) is { } version)
            {
                next.Add(version);
            }
        }

        return new Looked(seen, next);
    }

    protected override void Take(Looked looked)
    {
        foreach (var id in looked.Seen)
        {
            _madeAt.TryAdd(id, _setup.Time.GetTimestamp());
        }

        foreach (var next in looked.Next)
        {
            _madeAt[next.Experiment.Id] = _setup.Time.GetTimestamp();
            Context.Parent.Tell(new SubmitRequest(ExperimentStop.KeyOf(By, next), RequestKinds.StartExperiment, ExperimentStop.ArgumentsOf(next), By, null));
        }
    }

    [LoggerMessage(131, LogLevel.Warning, "shares of experiments were not looked at, the next look is due as planned: {Reason}")]
    private static partial void LogNotLooked(ILogger logger, string reason);

    /// <param name="Seen">Ids of running experiments whose shares follow success.</param>
    /// <param name="Next">Next versions of those that are due.</param>
    internal sealed record Looked(IReadOnlyList<string> Seen, IReadOnlyList<ExperimentDefinition> Next);
}
