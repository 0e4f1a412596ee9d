using System.Text;
using StreamReco.Models.DataQuality;
using StreamReco.StreamHost.Cluster.Control;
using StreamReco.StreamHost.Cluster.Control.Work;
using StreamReco.StreamHost.Serving;

namespace StreamReco.StreamHost.Tests.Cluster.Control;

public sealed class QualityRulesWorkTests
{
    private const string File = """{"rules":[{"name":"readable","check":"valid"}]}""";

    private readonly List<string> _kept = [];

    [Fact]
    public async Task The_rules_are_written_into_each_partition_and_each_offset_is_kept()
    {
        var writer = new Writer();

        await new QualityRulesWork(() => writer).RunAsync(Run(File), default);

        var version = QualityRules.VersionOf(Encoding.UTF8.GetBytes(File));
        writer.Written.ShouldBe([$"0 {version} r1", $"1 {version} r1"]);
        _kept.ShouldBe(["partition 0: 100", "partition 1: 101"]);
        writer.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task Rules_that_this_node_cannot_read_are_refused_and_nothing_is_written()
    {
        var writer = new Writer();

        (await Should.ThrowAsync<RequestRefusedException>(
            () => new QualityRulesWork(() => writer).RunAsync(Run("""{"rules":[{"name":"a","check":"odd"}]}"""), default)))
            .Message.ShouldContain("rule 'a': check is 'odd'");

        writer.Written.ShouldBeEmpty();
    }

    private RequestRun Run(string secret) => new(
        new ControlRequest("r1", RequestKinds.ApplyQualityRules, new Dictionary<string, string>(), "ann", DateTimeOffset.UnixEpoch, [], null, null),
        secret,
        () => Task.CompletedTask,
        (step, result) =>
        {
            _kept.Add($"{step}: {result}");
            return Task.CompletedTask;
        });

    private sealed class Writer : IControlRecordWriter
    {
        public List<string> Written { get; } = [];

        public bool IsDisposed { get; private set; }

        public Task<IReadOnlyList<int>> BeginAsync(CancellationToken cancel) => Task.FromResult<IReadOnlyList<int>>([0, 1]);

        public Task<long> WriteAsync(int partition, string name, byte[] value, string request, CancellationToken cancel)
        {
            Written.Add($"{partition} {name} {request}");
            return Task.FromResult(100L + partition);
        }

        public void Dispose() => IsDisposed = true;
    }
}
