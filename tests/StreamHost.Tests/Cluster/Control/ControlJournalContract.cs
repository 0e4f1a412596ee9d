using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using StreamReco.StreamHost.Cluster.Control;
using StreamReco.StreamHost.Cluster.Messages;
using StreamReco.StreamHost.Sql;
using StreamReco.StreamHost.Tests.Sql;
using StreamReco.TestKit.Prerequisites;

namespace StreamReco.StreamHost.Tests.Cluster.Control;

/// <summary>What the control plane promises over the journal of every database.</summary>
public abstract class ControlJournalContract : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly List<ActorSystem> _systems = [];

    /// <summary>A database with the state's schema, and nothing in it.</summary>
    private protected abstract Task<string> CreateAsync();

    [ContractFact]
    public async Task Another_process_goes_on_with_what_is_open_and_reads_the_history_by_tag()
    {
        var connection = await CreateAsync();
        var (work, hangs) = (new ScriptedWork(), new TaskCompletionSource());
        work.Before = (run, step, cancel) =>
        {
            if (step != "c" || run.Request.Id != "r2")
            {
                return Task.CompletedTask;
            }

            hangs.TrySetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
        };
        var first = Open(connection);
        var control = Start(first, connection, work);
        (await EndOfAsync(control, Submit("r1"))).Outcome.ShouldBe("completed");
        control.Tell(Submit("r2"));
        await hangs.Task.WaitAsync(_patience);
        await first.Terminate();

        work.Before = (run, _, _) => run.Request.Id == "r3" ? throw new RequestRefusedException("no") : Task.CompletedTask;
        var second = Open(connection);
        var again = Start(second, connection, work);
        (await EndOfAsync(again, Submit("r2"))).Steps.Count.ShouldBe(3);
        (await EndOfAsync(again, Submit("r3"))).Why.ShouldBe("no");

        work.Done.ShouldBe(["r1 a", "r1 b", "r1 c", "r2 a", "r2 b", "r2 c"]);
        var history = await HistoryAsync(second, connection, "g", 3);
        history.Select(request => $"{request.Id} {request.Kind} by {request.By}: {request.Outcome} {request.Why}").ShouldBe(
            ["r3 work by ann: failed no", "r2 work by ann: completed ", "r1 work by ann: completed "]);
        history[1].Steps.Select(step => $"{step.Step} {step.Result}").ShouldBe(["a result of a", "b result of b", "c result of c"]);
        (await Reader(second, connection, "g").ReadAsync(1, default)).Single().Id.ShouldBe("r3");
    }

    [ContractFact]
    public async Task Groups_share_the_database_and_not_the_history()
    {
        var connection = await CreateAsync();
        var system = Open(connection);
        await EndOfAsync(Start(system, connection, new ScriptedWork(), "g"), Submit("r1"));
        await EndOfAsync(Start(system, connection, new ScriptedWork(), "other group"), Submit("r2"));

        (await HistoryAsync(system, connection, "g", 1)).Single().Id.ShouldBe("r1");
        (await HistoryAsync(system, connection, "other group", 1)).Single().Id.ShouldBe("r2");
        (await Reader(system, connection, "nobody").ReadAsync(10, default)).ShouldBeEmpty();
    }

    [ContractFact]
    public async Task The_journal_has_no_secret_and_the_database_forgets_it_with_the_end()
    {
        var connection = await CreateAsync();
        var system = Open(connection);
        string? seen = null;
        var work = new ScriptedWork
        {
            Before = (run, _, _) =>
            {
                seen = run.RequireSecret();
                return Task.CompletedTask;
            },
        };

        await EndOfAsync(Start(system, connection, work), Submit("r1") with { Secret = "user-in-clear" });

        seen.ShouldBe("user-in-clear");
        var ledger = new SqlControlLedger(connection);
        await ClusterScene.UntilAsync("it is forgotten", async () => !await ledger.HasOpenAsync("g", default));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var system in _systems)
        {
            await system.Terminate();
        }

        GC.SuppressFinalize(this);
    }

    private ActorSystem Open(string connection)
    {
        var system = ActorSystem.Create("control", ActorSystemSetup.Create(
            NodeMessageSerializer.Setup(new NodeMessageTable(ControlMessageTable.Messages)),
            BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString(
                "akka.stdout-loglevel = OFF\nakka.loglevel = ERROR\n" + ControlJournal.Hocon(connection)))));
        _systems.Add(system);
        return system;
    }

    private static IActorRef Start(ActorSystem system, string connection, ScriptedWork work, string group = "g") =>
        system.ActorOf(ControlPlaneKeeper.Props(new ControlPlaneSetup(
            group, "node", new SqlControlLedger(connection), new Dictionary<string, IRequestWork> { ["work"] = work },
            NullLoggerFactory.Instance, TimeProvider.System)));

    private static SubmitRequest Submit(string id) =>
        new(id, "work", new Dictionary<string, string> { ["version"] = "v2" }, "ann", null);

    private static ControlHistory Reader(ActorSystem system, string connection, string group) =>
        new(system, group, new SqlControlLedger(connection), TimeProvider.System);

    /// <summary>What is read by tag may lack the newest events for a moment.</summary>
    private static async Task<IReadOnlyList<ControlRequest>> HistoryAsync(
        ActorSystem system, string connection, string group, int requests)
    {
        IReadOnlyList<ControlRequest> history = [];
        await ClusterScene.UntilAsync("the history is there", async () =>
        {
            history = await Reader(system, connection, group).ReadAsync(100, default);
            return history.Count == requests && history.All(request => !request.IsOpen);
        });
        return history;
    }

    private static Task<ControlRequest> EndOfAsync(IActorRef control, SubmitRequest submit)
    {
        var client = new ControlPlaneClient(TimeProvider.System);
        client.Attach(control);
        return client.EndOfAsync(submit, default).WaitAsync(_patience);
    }
}

public sealed class SqliteControlJournalTests : ControlJournalContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private protected override async Task<string> CreateAsync()
    {
        var database = Path.Combine(_folder.Path, "state 'with\\ marks.db");
        await using var store = ShardStoreFactory.Create(database);
        await store.InitializeAsync(default);
        return database;
    }
}

[NeedsPostgres]
[Collection("postgres")]
public sealed class PostgresControlJournalTests(PostgresServer server) : ControlJournalContract
{
    private protected override async Task<string> CreateAsync() => await server.CreateSchemaAsync();
}
