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

/// <summary>Looks at guardrails where the control plane runs, under a clock that is moved by hand.</summary>
public sealed class GuardrailWatchTests : Akka.TestKit.Xunit2.TestKit
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
    private readonly InMemoryControlLedger _ledger = new();
    private readonly ScriptedWork _work = new("experiments");
    private readonly RecordedLogs _log = new();
    private ExperimentDefinition _newest = Definition(new ExperimentPlan { Guardrails = [new() { Metric = ExperimentMetric.ClickThrough }] });
    private long _armClicks = 500; // of 1,000 users with ten lists each; the control's click 1,000 times
    private string? _missing;
    private int _looks;

    public GuardrailWatchTests()
        : base(_journal.WithFallback(DefaultConfig))
    {
    }

    [Fact]
    public async Task Harm_is_stopped_by_the_request_that_people_make_with_who_and_why_and_one_line_in_the_log()
    {
        ControlRequest? made = null;
        _work.Before = (run, _, _) =>
        {
            made = run.Request;
            return Task.CompletedTask;
        };
        Start();
        await LookAsync();
        await AwaitAssertAsync(() => _work.Done.Count.ShouldBe(3), _patience, _lookAgain);
        await LookAsync(); // The partitions have not come to the record yet: nothing is asked twice.
        await LookAsync();

        (made!.Kind, made.By, made.Arguments[RequestKinds.Experiment], made.Arguments[RequestKinds.Version])
            .ShouldBe((RequestKinds.StopExperiment, "guardrail", "varied", "2"));
        made.Arguments[RequestKinds.Reason].ShouldStartWith("new: click through -50.0% beside the control (1,000 and 1,000 users), beyond the margin");
        var next = ExperimentJson.Parse(System.Text.Encoding.UTF8.GetBytes(made.Arguments[RequestKinds.Definition]));
        (next.IsRunning, next.StoppedBecause).ShouldBe((false, made.Arguments[RequestKinds.Reason]));
        _work.Done.Count.ShouldBe(3);
        Lines("is stopped by its guardrails").ShouldHaveSingleItem()
            .ShouldStartWith("experiment varied is stopped by its guardrails: new: click through -50.0%");
    }

    [Fact]
    public async Task What_is_well_stopped_switched_off_or_not_fully_known_is_left_alone()
    {
        var look = new GuardrailLook(CollectAsync);
        (await look.TakeAsync(default)).ShouldHaveSingleItem().Experiment.Version.ShouldBe(2);

        _armClicks = 1_000;
        (await look.TakeAsync(default)).ShouldBeEmpty("the arm does no harm");
        _armClicks = 500;
        _newest = _newest with { Plan = _newest.Plan with { Rollback = false } };
        (await look.TakeAsync(default)).ShouldBeEmpty("the shop has switched it off");
        _newest = _newest with { Plan = _newest.Plan with { Rollback = null }, IsRunning = false };
        (await look.TakeAsync(default)).ShouldBeEmpty("it is stopped");
        _newest = _newest with { IsRunning = true };
        _missing = "its owner does not answer";
        (await look.TakeAsync(default)).ShouldBeEmpty("a partition is not known");
        _missing = null;
        (await look.TakeAsync(default)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Without_harm_the_control_plane_is_asked_for_nothing()
    {
        _armClicks = 1_000;
        Start();
        await LookAsync();
        await LookAsync();

        (await _ledger.IsUsedAsync("g", default)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_death_amid_the_stop_is_survived_and_the_stop_is_done_once()
    {
        var hangs = new TaskCompletionSource();
        _work.Before = (_, step, cancel) =>
        {
            if (step != "b")
            {
                return Task.CompletedTask;
            }

            hangs.TrySetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
        };
        var first = Start();
        await LookAsync();
        await hangs.Task.WaitAsync(_patience);
        (await first.GracefulStop(_patience)).ShouldBeTrue();

        _work.Before = (_, _, _) => Task.CompletedTask;
        Start(); // at another node: it goes on with the request, and looks by itself
        await LookAsync();
        await AwaitAssertAsync(() => _work.Done.Count.ShouldBe(3), _patience, _lookAgain);
        await LookAsync();

        _work.Done.Select(done => done.Split(' ')[1]).ShouldBe(["a", "b", "c"]);
        _work.Done.Select(done => done.Split(' ')[0]).Distinct().ShouldHaveSingleItem().ShouldStartWith("guardrail.varied.2.");
    }

    [Fact]
    public async Task A_death_before_the_first_look_only_delays_it()
    {
        (await Start().GracefulStop(_patience)).ShouldBeTrue();
        _time.Advance(_every);
        _looks.ShouldBe(0);

        Start();
        await LookAsync();

        await AwaitAssertAsync(() => _work.Done.Count.ShouldBe(3), _patience, _lookAgain);
    }

    [Fact]
    public async Task A_stop_that_was_given_up_is_asked_for_anew_at_the_next_look()
    {
        _work.Before = (run, _, _) => run.Request.Id.EndsWith(".1", StringComparison.Ordinal)
            ? Task.CompletedTask : throw new RequestRefusedException("no broker");
        Start();
        await LookAsync();
        await AwaitAssertAsync(async () =>
        {
            await LookAsync();
            _work.Done.Count.ShouldBe(3);
        }, _patience, _lookAgain);

        _work.Done.ShouldAllBe(done => done.Split(' ')[0].EndsWith(".1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_look_that_fails_is_logged_and_the_next_one_is_taken()
    {
        Start();
        _missing = "throw";
        await LookAsync();
        await AwaitAssertAsync(() => Lines("guardrails were not looked at").ShouldHaveSingleItem().ShouldEndWith("the owners are away"), _patience, _lookAgain);

        _missing = null;
        await LookAsync();

        await AwaitAssertAsync(() => _work.Done.Count.ShouldBe(3), _patience, _lookAgain);
    }

    private string[] Lines(string part) => [.. _log.Lines.Where(line => line.Contains(part, StringComparison.Ordinal))];

    private IActorRef Start()
    {
        var watch = new GuardrailWatchSetup(CollectAsync, _every, _log, _time);
        return Sys.ActorOf(ControlPlaneKeeper.Props(
            new ControlPlaneSetup("g", "node", _ledger, new Dictionary<string, IRequestWork> { [RequestKinds.StopExperiment] = _work }, _log, TimeProvider.System)
            {
                Companions = [GuardrailWatch.Props(watch)],
                ReopenAfter = TimeSpan.FromMilliseconds(1),
            }));
    }

    /// <summary>Lets the time of the next look come, and waits until it has been taken.</summary>
    private async Task LookAsync()
    {
        await _time.WaitForTimersAsync(1);
        var before = Volatile.Read(ref _looks);
        await AwaitConditionAsync(() =>
        {
            if (Volatile.Read(ref _looks) == before)
            {
                _time.Advance(_every);
            }

            return Task.FromResult(Volatile.Read(ref _looks) > before);
        }, _patience, _lookAgain);
    }

    private Task<CollectedExperiments> CollectAsync(string? experiment, CancellationToken cancel)
    {
        Interlocked.Increment(ref _looks);
        var (missing, newest, clicks) = (_missing, _newest, _armClicks);
        if (missing == "throw")
        {
            throw new InvalidOperationException("the owners are away");
        }

        var reply = new ExperimentReply(
            [ExperimentJson.Write(newest)], experiment is null ? [] : [TallyMessage.Of(Tally(0, 1_000)), TallyMessage.Of(Tally(1, clicks))],
            7, IsFull: false, Unmatched: 0, Refused: null);
        return Task.FromResult(new CollectedExperiments(
            new Dictionary<int, ExperimentReply> { [0] = reply }, missing is null ? new Dictionary<int, string>() : new Dictionary<int, string> { [1] = missing }));
    }

    /// <summary>A thousand users with ten lists each, of whom some click twice.</summary>
    private static ArmTally Tally(int arm, long clicks)
    {
        var sums = new UnitSums[ExperimentMetrics.All.Count];
        for (var user = 0; user < 1_000; user++)
        {
            sums[(int)ExperimentMetric.ClickThrough] += UnitSums.Of(new UnitTotals(user < clicks / 2 ? 2 : 0, 10, 0));
        }

        return new ArmTally("varied", arm, 1, IsKnown: false) { Exposed = 1_000, All = sums, OfMatured = sums };
    }

    private static ExperimentDefinition Definition(ExperimentPlan plan) => new(
        new Experiment("varied", 1, new byte[UnitHash.SaltBytes],
        [
            new ExperimentArm("today", [new ShareRange(0, 500_000)]), new ExperimentArm("new", [new ShareRange(500_000, 1_000_000)]),
        ]),
        plan);
}
