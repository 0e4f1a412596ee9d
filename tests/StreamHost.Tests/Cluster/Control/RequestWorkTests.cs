using StreamReco.StreamHost.Cluster.Control;
using StreamReco.StreamHost.Cluster.Control.Work;
using StreamReco.StreamHost.Cluster.Views;
using StreamReco.StreamHost.Kafka.Erasures;

namespace StreamReco.StreamHost.Tests.Cluster.Control;

public sealed class RequestWorkTests
{
    private static readonly DateTimeOffset _at = new(2026, 11, 29, 1, 2, 3, 4, TimeSpan.Zero);

    private readonly List<string> _kept = [];

    [Fact]
    public async Task An_erasure_that_an_earlier_run_has_committed_is_found_and_not_written_again()
    {
        var log = new ErasureLog();
        var work = new ErasureWork(() => log);
        await work.RunAsync(Run("erase-user", [("hash", "h"), ("key_id", "k")], "u1"), default);
        var first = _kept.Single();
        await work.RunAsync(Run("erase-user", [("hash", "h"), ("key_id", "k")], "u1"), default);

        log.Written.ShouldBe(["u1 h k"]);
        _kept[1].ShouldBe(first);
        _kept[0].ShouldBe(
            """written: {"hash":"h","key_id":"k","requested_at":"2026-11-29T01:02:03.004+00:00","topic":"clicks","offsets":[7,8],"requested_ms":1795914123004}""");
    }

    [Fact]
    public async Task Earlier_writers_are_ended_before_the_lease_is_checked_and_an_erasure_is_looked_for()
    {
        var log = new ErasureLog();
        await new ErasureWork(() => log).RunAsync(
            Run("erase-user", [("hash", "h"), ("key_id", "k")], "u1", () => log.Calls.Add("check")), default);

        log.Calls.ShouldBe(["begin", "check", "find", "dispose"]);
    }

    [Fact]
    public async Task An_erasure_whose_user_is_not_known_any_more_is_refused() =>
        (await Should.ThrowAsync<RequestRefusedException>(() => new ErasureWork(() => new ErasureLog()).RunAsync(
            Run("erase-user", [("hash", "h"), ("key_id", "k")], null), default))).Message.ShouldContain("ask for it again");

    [Fact]
    public async Task A_node_that_is_no_member_is_refused_and_one_that_is_is_drained_and_called_back()
    {
        var cluster = new Members("h:1");
        await new DrainWork(cluster, isDrain: true).RunAsync(Run("drain-node", [("address", "h:1")], null), default);
        await new DrainWork(cluster, isDrain: false).RunAsync(Run("resume-node", [("address", "h:1")], null), default);

        _kept.ShouldBe(["drained: all nodes have confirmed", "resumed: some nodes hear of it within seconds"]);
        (await Should.ThrowAsync<RequestRefusedException>(() => new DrainWork(cluster, isDrain: true).RunAsync(
            Run("drain-node", [("address", "h:2")], null), default))).Message.ShouldBe("There is no member 'h:2'");
    }

    [Fact]
    public async Task A_request_without_its_argument_is_refused() =>
        (await Should.ThrowAsync<RequestRefusedException>(() => new DrainWork(new Members(), isDrain: true).RunAsync(
            Run("drain-node", [], null), default))).Message.ShouldBe("the request has no argument 'address'");

    private RequestRun Run(string kind, (string Name, string Value)[] arguments, string? secret, Action? check = null) => new(
        new ControlRequest("r1", kind, arguments.ToDictionary(a => a.Name, a => a.Value), "ann", _at, [], null, null), secret,
        () =>
        {
            check?.Invoke();
            return Task.CompletedTask;
        },
        (step, result) =>
        {
            _kept.Add($"{step}: {result}");
            return Task.CompletedTask;
        });

    private sealed class ErasureLog : IErasureLog
    {
        private ErasureEntry? _entry;

        public List<string> Written { get; } = [];

        public List<string> Calls { get; } = [];

        public Task BeginAsync(CancellationToken cancel)
        {
            Calls.Add("begin");
            return Task.CompletedTask;
        }

        public void Dispose() => Calls.Add("dispose");

        public Task<ErasureEntry?> FindAsync(string hash, DateTimeOffset at, CancellationToken cancel)
        {
            Calls.Add("find");
            return Task.FromResult(_entry is { } entry && entry.Hash == hash && entry.RequestedAt == at ? entry : null);
        }

        public Task<ErasureEntry> WriteAsync(
            string userId, string hash, string keyId, DateTimeOffset at, CancellationToken cancel)
        {
            Written.Add($"{userId} {hash} {keyId}");
            return Task.FromResult(_entry = new ErasureEntry(hash, keyId, at, "clicks", [7, 8]));
        }
    }

    private sealed class Members(params string[] addresses) : IClusterControl
    {
        public ClusterSnapshot Snapshot() => new("g", "h:1", null, null, []);

        public Task<ShardingSnapshot> ShardingAsync(CancellationToken cancel) => Task.FromResult(new ShardingSnapshot([]));

        public bool IsDrained(string address) => false;

        public Task<bool> DrainAsync(string address, CancellationToken cancel) => Find(address, true);

        public Task<bool> ResumeAsync(string address, CancellationToken cancel) => Find(address, false);

        public Task LeaveAsync(string address, CancellationToken cancel) => throw new NotSupportedException();

        public Task DownAsync(string address, CancellationToken cancel) => throw new NotSupportedException();

        public Task<IReadOnlyList<string>> DownUnreachableAsync(CancellationToken cancel) => throw new NotSupportedException();

        private Task<bool> Find(string address, bool all) => addresses.Contains(address) ? Task.FromResult(all)
            : throw new ClusterMemberException($"There is no member '{address}'.");
    }
}
