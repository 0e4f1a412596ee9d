using Akka.Actor;
using Akka.Configuration;
using StreamReco.Models.Experiments.Assignment;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Files;
using StreamReco.Models.Experiments.Statistics;
using StreamReco.StreamHost.Cluster.Control;
using StreamReco.StreamHost.Cluster.Experiments;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Tests.EndToEnd;
using StreamReco.TestKit.Time;

namespace StreamReco.StreamHost.Tests.Cluster.Control;

/// <summary>Shares are made anew where the control plane runs, under a clock that is moved by hand.</summary>
public sealed class AllocationWatchTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _lookAgain = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan _every = TimeSpan.FromMinutes(1);

    private static readonly Akka.Configuration.Config _journal = ConfigurationFactory.ParseString(
        """
        akka.persistence {
          journal.plugin = "akka.persistence.journal.inmem"
          snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
        }
        """);

    private readonly ManualTimeProvider _time = new();
    private readonly ScriptedWork _work = new("experiments");
    private int _looks;

    public AllocationWatchTests()
        : base(_journal.WithFallback(DefaultConfig))
    {
    }

    [Fact]
    public async Task After_its_time_the_better_arm_gets_more_users_by_the_request_that_people_make()
    {
        ControlRequest? made = null;
        _work.Before = (run, _, _) =>
        {
            made = run.Request;
            return Task.CompletedTask;
        };
        Sys.ActorOf(ControlPlaneKeeper.Props(
            new ControlPlaneSetup(
                "g", "node", new InMemoryControlLedger(), new Dictionary<string, IRequestWork> { [RequestKinds.StartExperiment] = _work },
                new RecordedLogs(), TimeProvider.System)
            {
                Companions = [AllocationWatch.Props(new GuardrailWatchSetup(CollectAsync, _every, new RecordedLogs(), _time))],
            }));

        await AwaitAssertAsync(
            async () =>
            {
                await _time.WaitForTimersAsync(1);
                _time.Advance(_every);
                _work.Done.Count.ShouldBe(3);
            },
            _patience, _lookAgain);

        (made!.By, made.Kind).ShouldBe(("bandit", RequestKinds.StartExperiment));
        var next = ExperimentJson.Parse(System.Text.Encoding.UTF8.GetBytes(made.Arguments[RequestKinds.Definition]));
        (next.Experiment.Version, next.IsRunning).ShouldBe((2, true));
        next.Experiment.Arms[1].Share.ShouldBe(0.95, 1e-6);
        Volatile.Read(ref _looks).ShouldBeGreaterThanOrEqualTo(10, "it waited for its ten minutes");
    }

    private Task<CollectedExperiments> CollectAsync(string? experiment, CancellationToken cancel)
    {
        Interlocked.Increment(ref _looks);
        var definition = new ExperimentDefinition(
            new Experiment("varied", 1, new byte[UnitHash.SaltBytes],
            [
                new ExperimentArm("today", [new ShareRange(0, 500_000)]), new ExperimentArm("new", [new ShareRange(500_000, 1_000_000)]),
            ]),
            new ExperimentPlan { Metric = ExperimentMetric.Conversion, Allocation = new Allocation { EveryMinutes = 10 } });
        var reply = new ExperimentReply(
            [ExperimentJson.Write(definition)], experiment is null ? [] : [TallyMessage.Of(Tally(0, 50)), TallyMessage.Of(Tally(1, 150))],
            7, IsFull: false, Unmatched: 0, Refused: null);
        return Task.FromResult(new CollectedExperiments(new Dictionary<int, ExperimentReply> { [0] = reply }, new Dictionary<int, string>()));
    }

    /// <summary>A thousand users, of whom some bought.</summary>
    private static ArmTally Tally(int arm, int bought)
    {
        var sums = new UnitSums[ExperimentMetrics.All.Count];
        for (var user = 0; user < 1_000; user++)
        {
            sums[(int)ExperimentMetric.Conversion] += UnitSums.Of(new UnitTotals(user < bought ? 1 : 0, 1, 0));
        }

        return new ArmTally("varied", arm, 1, IsKnown: false) { Exposed = 1_000, All = sums, OfMatured = sums };
    }
}
