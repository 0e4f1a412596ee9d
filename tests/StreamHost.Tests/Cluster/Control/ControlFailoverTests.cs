using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using StreamReco.StreamHost.Cluster;
using StreamReco.StreamHost.Cluster.Control;
using StreamReco.StreamHost.Cluster.Control.Work;
using StreamReco.StreamHost.Serving;
using StreamReco.StreamHost.Sql;
using static StreamReco.StreamHost.Tests.Cluster.ClusterScene;

namespace StreamReco.StreamHost.Tests.Cluster.Control;

public sealed class ControlFailoverTests : IDisposable
{
    private static readonly int[] _partitions = [0, 1, 2, 3];

    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<(string Node, int Partition, string Version)> _log = new();

    private string Database => Path.Combine(_folder.Path, "state.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_node_that_began_an_activation_is_killed_between_two_partitions_and_another_completes_it()
    {
        await using var store = ShardStoreFactory.Create(Database);
        await store.InitializeAsync(default);
        await using var scene = new ClusterScene(new InMemoryClusterLedger(), ControlJournal.Hocon(Database));
        var hangs = new TaskCompletionSource();
        var (first, second) = (scene.Make(), scene.Make());
        var began = Start(first, "first", async partition =>
        {
            if (partition == 2)
            {
                hangs.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
            }
        });
        await first.JoinAsync(default).WaitAsync(Patience); // the oldest runs the control plane
        var other = Start(second, "second", _ => Task.CompletedTask);
        await second.JoinAsync(default).WaitAsync(Patience);
        await UntilAsync("both are up", () => Up(first) == 2 && Up(second) == 2);

        var submit = new SubmitRequest(
            "r1", RequestKinds.ActivateModel, new Dictionary<string, string> { [RequestKinds.Version] = "v2" }, "ann", null);
        _ = began.EndOfAsync(submit, default).ContinueWith(_ => { }, TaskScheduler.Default);
        await hangs.Task.WaitAsync(Patience);
        await KillAsync(first);
        var ended = await RetryAsync(() => other.EndOfAsync(submit, default));

        ended.Outcome.ShouldBe("completed");
        PartitionSteps.OffsetsOf(ended).Keys.ShouldBe(_partitions);
        _log.Select(entry => (entry.Node, entry.Partition)).ShouldBe(
            [("first", 0), ("first", 1), ("second", 2), ("second", 3)]);
        IReadOnlyList<ControlRequest> history = [];
        await UntilAsync("the history has its end", async () =>
        {
            history = await new ControlHistory(
                second.ActorSystem, "g", new SqlControlLedger(Database), TimeProvider.System).ReadAsync(10, default);
            return history is [{ IsOpen: false }];
        });
        (history[0].By, history[0].Outcome, history[0].Steps.Count).ShouldBe(("ann", "completed", 4));
    }

    private ControlPlaneClient Start(ClusterSystem node, string name, Func<int, Task> before)
    {
        var client = new ControlPlaneClient(TimeProvider.System);
        client.Start(node.ActorSystem, new ControlPlaneSetup(
            "g", name, new SqlControlLedger(Database),
            new Dictionary<string, IRequestWork>
            {
                [RequestKinds.ActivateModel] = new ModelChangeWork(() => new Log(this, name, before)),
            },
            NullLoggerFactory.Instance, TimeProvider.System));
        return client;
    }

    /// <summary>The other node is asked before it knows that the first is gone.</summary>
    private static async Task<ControlRequest> RetryAsync(Func<Task<ControlRequest>> ask)
    {
        try
        {
            return await ask();
        }
        catch (ControlPlaneException)
        {
            return await ask();
        }
    }

    private sealed class Log(ControlFailoverTests test, string node, Func<int, Task> before) : IControlRecordWriter
    {
        public Task<IReadOnlyList<int>> BeginAsync(CancellationToken cancel) =>
            Task.FromResult<IReadOnlyList<int>>(_partitions);

        public async Task<long> WriteAsync(int partition, string name, byte[] value, string request, CancellationToken cancel)
        {
            await before(partition).WaitAsync(cancel);
            test._log.Enqueue((node, partition, name));
            return test._log.Count;
        }

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
