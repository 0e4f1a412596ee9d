using Akka.Actor;
using Akka.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using StreamReco.StreamHost.Cluster.Control;

namespace StreamReco.StreamHost.Tests.Cluster.Control;

public sealed class ControlPlaneTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _lookAgain = TimeSpan.FromMilliseconds(10);

    private static readonly Akka.Configuration.Config _journal = ConfigurationFactory.ParseString(
        """
        akka.persistence {
          journal.plugin = "akka.persistence.journal.failing"
          journal.failing {
            class = "StreamReco.StreamHost.Tests.Cluster.Control.FailingJournal, StreamReco.StreamHost.Tests"
            plugin-dispatcher = "akka.actor.default-dispatcher"
          }
          snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
        }
        """);

    private readonly InMemoryControlLedger _ledger = new();
    private readonly ScriptedWork _work = new();

    public ControlPlaneTests()
        : base(_journal.WithFallback(DefaultConfig)) => FailingJournal.Fails = false;

    [Fact]
    public async Task A_request_is_carried_out_step_by_step_and_asked_for_twice_it_is_done_once()
    {
        var control = Start();
        var ended = await EndOfAsync(control, Submit("r1"));
        var again = await EndOfAsync(control, Submit("r1"));

        ended.Outcome.ShouldBe("completed");
        (ended.By, ended.Kind, ended.Arguments["version"]).ShouldBe(("ann", "work", "v2"));
        ended.Steps.Select(step => $"{step.Step}: {step.Result}")
            .ShouldBe(["a: result of a", "b: result of b", "c: result of c"]);
        again.Id.ShouldBe(ended.Id);
        _work.Done.ShouldBe(["r1 a", "r1 b", "r1 c"]);
        AwaitAssert(() => _ledger.HasOpenAsync("g", default).IsCompletedSuccessfully.ShouldBeTrue());
    }

    [Fact]
    public async Task Recovered_amid_a_request_it_goes_on_behind_the_last_step_and_ends_once()
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
        first.Tell(Submit("r1"), TestActor);
        await hangs.Task.WaitAsync(_patience);
        await first.GracefulStop(_patience);

        _work.Before = (_, _, _) => Task.CompletedTask;
        var second = Start(); // nobody asks: it looks by itself
        await AwaitAssertAsync(() => _work.Done.ShouldBe(["r1 a", "r1 b", "r1 c"]), _patience, _lookAgain);
        var ended = await EndOfAsync(second, Submit("r1"));
        ended.Steps.Select(step => step.Step).ShouldBe(["a", "b", "c"]);

        await second.GracefulStop(_patience);
        (await EndOfAsync(Start(), Submit("r1"))).Outcome.ShouldBe("completed");
        _work.Done.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Requests_of_a_lane_take_turns_and_those_of_another_do_not_wait()
    {
        var gate = new TaskCompletionSource();
        _work.Before = (_, step, _) => step == "b" ? gate.Task : Task.CompletedTask;
        var other = new ScriptedWork("other lane");
        var control = Start(("other", other));
        control.Tell(Submit("r1"), TestActor);
        control.Tell(Submit("r2"), TestActor);

        (await EndOfAsync(control, Submit("r3", "other"))).Outcome.ShouldBe("completed");
        _work.Done.ShouldBe(["r1 a"]);
        gate.SetResult();
        await EndOfAsync(control, Submit("r2"));

        _work.Done.ShouldBe(["r1 a", "r1 b", "r1 c", "r2 a", "r2 b", "r2 c"]);
    }

    [Fact]
    public async Task A_step_that_fails_is_tried_again_and_what_is_refused_is_not()
    {
        var failures = 3;
        _work.Before = (run, step, _) => step == "b" && run.Request.Id == "r1" && failures-- > 0
            ? throw new IOException("no broker")
            : run.Request.Id == "r2" ? throw new RequestRefusedException("there is no such node") : Task.CompletedTask;
        var control = Start();

        (await EndOfAsync(control, Submit("r1"))).Outcome.ShouldBe("completed");
        var refused = await EndOfAsync(control, Submit("r2"));

        _work.Done.ShouldBe(["r1 a", "r1 b", "r1 c"]);
        (refused.Outcome, refused.Why).ShouldBe(("failed", "there is no such node"));
    }

    [Fact]
    public async Task After_so_many_tries_a_request_is_given_up_with_the_reason()
    {
        _work.Before = (_, step, _) => step == "b" ? throw new IOException("no broker") : Task.CompletedTask;

        var ended = await EndOfAsync(Start(), Submit("r1"));

        ended.Why.ShouldBe("given up after 5 tries: no broker");
        ended.Steps.Select(step => step.Step).ShouldBe(["a"]);
    }

    [Fact]
    public async Task A_write_that_fails_is_answered_and_the_control_plane_is_opened_again()
    {
        var control = Start();
        await EndOfAsync(control, Submit("r1"));
        FailingJournal.Fails = true;

        var refused = await control.Ask<ControlRefused>(Submit("r2"), _patience);
        FailingJournal.Fails = false;

        refused.Why.ShouldBe(
            "The state database did not take request r2 (work): The disk is full. 'streamreco cluster history' shows whether it was begun.");
        (await EndOfAsync(control, Submit("r2"))).Outcome.ShouldBe("completed");
        _work.Done.Count(done => done.StartsWith("r2", StringComparison.Ordinal)).ShouldBe(3);
    }

    [Fact]
    public async Task While_the_state_database_is_away_a_request_is_refused_and_nothing_is_begun()
    {
        var control = Start();
        await EndOfAsync(control, Submit("r1"));
        _ledger.IsAway = true;

        var refused = await control.Ask<ControlRefused>(Submit("r2"), _patience);
        _ledger.IsAway = false;

        refused.Why.ShouldStartWith("The request was not taken: The database is away.");
        (await control.Ask<ControlRefused>(new EndRequest("r2", null), _patience)).Why.ShouldBe("There is no request r2.");
    }

    [Fact]
    public async Task One_that_was_overtaken_writes_nothing_more_and_stops()
    {
        var stale = Start();
        await EndOfAsync(stale, Submit("r1"));
        await _ledger.AcquireAsync("g", "another node", default);

        (await stale.Ask<ControlBusy>(Submit("r2"), _patience)).Why.ShouldBe("the control plane has moved to another node");
        await AwaitAssertAsync(
            async () => (await stale.Ask<ControlBusy>(Submit("r3"), _patience)).Why.ShouldContain("overtaken by another node"), _patience, _lookAgain);

        var rightful = Start();
        (await rightful.Ask<ControlRefused>(new EndRequest("r2", null), _patience)).Why.ShouldBe("There is no request r2.");
        (await EndOfAsync(rightful, Submit("r1"))).Outcome.ShouldBe("completed");
    }

    [Fact]
    public async Task One_that_was_overtaken_amid_a_request_does_no_further_step()
    {
        _work.Before = async (_, step, _) =>
        {
            if (step == "a")
            {
                await _ledger.AcquireAsync("g", "another node", default);
            }
        };
        var stale = Start();
        stale.Tell(Submit("r1"), TestActor);
        await AwaitAssertAsync(
            async () => (await stale.Ask<object>(Submit("r1"), _patience)).ShouldBeOfType<ControlBusy>(), _patience, _lookAgain);

        _work.Before = (_, _, _) => Task.CompletedTask;
        (await EndOfAsync(Start(), Submit("r1"))).Outcome.ShouldBe("completed");
        _work.Done.ShouldBe(["r1 a", "r1 a", "r1 b", "r1 c"]); // done but not written down: done again
    }

    [Fact]
    public async Task What_its_caller_carries_out_stays_open_until_the_caller_reports_its_end()
    {
        var control = Start();
        var begun = await control.Ask<RequestStatus>(Submit("r1", RequestKinds.Replay), _patience);
        var ended = await EndOfAsync(control, new EndRequest("r1", "stopped by Ctrl-C"));
        var again = await EndOfAsync(control, new EndRequest("r1", null));

        begun.Request.Outcome.ShouldBe("open");
        (ended.Outcome, ended.Why).ShouldBe(("failed", "stopped by Ctrl-C"));
        again.Why.ShouldBe("stopped by Ctrl-C");
    }

    [Fact]
    public async Task The_secret_of_a_request_reaches_its_work_and_goes_with_its_end()
    {
        string? secret = null;
        _work.Before = (run, _, _) =>
        {
            secret = run.RequireSecret();
            return Task.CompletedTask;
        };

        await EndOfAsync(Start(), Submit("r1") with { Secret = "user 1" });

        secret.ShouldBe("user 1");
        await AwaitAssertAsync(async () => (await _ledger.SecretAsync("g", "r1", default)).ShouldBeNull(), _patience, _lookAgain);
    }

    [Fact]
    public async Task A_request_that_comes_while_ended_ones_are_removed_keeps_its_secret()
    {
        var control = Start();
        var removed = new TaskCompletionSource();
        Task submitted = Task.CompletedTask;
        var isNext = true;
        _work.Before = (run, _, cancel) => run.Request.Id == "r2" ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel) : Task.CompletedTask;
        _ledger.BeforeRemoval = async () =>
        {
            if (_work.Done.Count == 3 && isNext)
            {
                isNext = false;
                submitted = control.Ask<RequestStatus>(Submit("r2") with { Secret = "user 2" }, _patience);
                await submitted.WaitAsync(TimeSpan.FromMilliseconds(300)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                _ledger.AfterRemoval = removed.SetResult;
            }
        };

        await EndOfAsync(control, Submit("r1"));
        await removed.Task.WaitAsync(_patience);
        await submitted;

        (await _ledger.SecretAsync("g", "r2", default)).ShouldBe("user 2");
    }

    [Fact]
    public async Task Nobody_asks_and_nothing_is_open_so_no_journal_is_read()
    {
        var control = Start();
        await Task.Yield();

        (await _ledger.IsUsedAsync("g", default)).ShouldBeFalse();
        await EndOfAsync(control, Submit("r1"));
        (await _ledger.IsUsedAsync("g", default)).ShouldBeTrue();
    }

    [Fact]
    public async Task Many_requests_are_recovered_from_a_snapshot()
    {
        var control = Start();
        for (var i = 0; i < 45; i++)
        {
            await EndOfAsync(control, Submit($"r{i}"));
        }

        await control.GracefulStop(_patience);
        var recovered = await EndOfAsync(Start(), Submit("r44"));

        recovered.Steps.Count.ShouldBe(3);
        _work.Done.Count.ShouldBe(135);
    }

    private static SubmitRequest Submit(string id, string kind = "work") =>
        new(id, kind, new Dictionary<string, string> { ["version"] = "v2" }, "ann", null);

    private IActorRef Start(params (string Kind, IRequestWork Work)[] more)
    {
        var works = more.Append(("work", _work)).ToDictionary(work => work.Item1, work => work.Item2);
        return Sys.ActorOf(ControlPlaneKeeper.Props(
            new ControlPlaneSetup("g", "node", _ledger, works, NullLoggerFactory.Instance, TimeProvider.System)
            {
                RetryMin = TimeSpan.FromMilliseconds(1),
                RetryMax = TimeSpan.FromMilliseconds(5),
                TriesMax = 5,
                ReopenAfter = TimeSpan.FromMilliseconds(1),
                SupersededWait = TimeSpan.FromHours(1),
            }));
    }

    private static async Task<ControlRequest> EndOfAsync(IActorRef control, object question)
    {
        var client = new ControlPlaneClient(TimeProvider.System);
        client.Attach(control);
        return await client.EndOfAsync(question, default).WaitAsync(_patience);
    }
}
