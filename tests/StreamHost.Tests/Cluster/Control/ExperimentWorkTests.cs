using System.Text;
using StreamReco.StreamHost.Cluster.Control;
using StreamReco.StreamHost.Cluster.Control.Work;
using StreamReco.StreamHost.Serving;

namespace StreamReco.StreamHost.Tests.Cluster.Control;

public sealed class ExperimentWorkTests
{
    private static readonly DateTimeOffset _at = new(2026, 11, 29, 1, 2, 3, 4, TimeSpan.Zero);

    private readonly List<string> _kept = [];
    private readonly Log _log = new();

    [Fact]
    public async Task A_version_is_written_into_each_partition_and_where_it_stands_is_kept()
    {
        await RunAsync([]);

        _log.Calls.ShouldBe(["begin", "0 varied {} r1", "1 varied {} r1", "2 varied {} r1", "dispose"]);
        _kept.ShouldBe(["partition 0: 10", "partition 1: 11", "partition 2: 12"]);
    }

    [Fact]
    public async Task A_run_that_goes_on_after_another_writes_only_what_is_missing()
    {
        await RunAsync([new RequestStep("partition 0", "10", _at), new RequestStep("partition 1", "11", _at)]);

        _log.Calls.ShouldBe(["begin", "2 varied {} r1", "dispose"]);
    }

    [Fact]
    public async Task A_request_without_a_definition_is_refused() => (await Should.ThrowAsync<RequestRefusedException>(() => RunAsync([], definition: null)))
        .Message.ShouldBe("the request has no argument 'definition'");

    private Task RunAsync(IReadOnlyList<RequestStep> done, string? definition = "{}")
    {
        var arguments = new Dictionary<string, string> { [RequestKinds.Experiment] = "varied", [RequestKinds.Version] = "1" };
        if (definition is not null)
        {
            arguments.Add(RequestKinds.Definition, definition);
        }

        var request = new ControlRequest("r1", RequestKinds.StartExperiment, arguments, "ann", _at, done, null, null);
        return new ExperimentWork(() => _log).RunAsync(
            new RequestRun(request, null, () => Task.CompletedTask, (step, result) =>
            {
                _kept.Add($"{step}: {result}");
                return Task.CompletedTask;
            }),
            default);
    }

    private sealed class Log : IControlRecordWriter
    {
        public List<string> Calls { get; } = [];

        public Task<IReadOnlyList<int>> BeginAsync(CancellationToken cancel)
        {
            Calls.Add("begin");
            return Task.FromResult<IReadOnlyList<int>>([0, 1, 2]);
        }

        public Task<long> WriteAsync(int partition, string name, byte[] value, string request, CancellationToken cancel)
        {
            Calls.Add($"{partition} {name} {Encoding.UTF8.GetString(value)} {request}");
            return Task.FromResult(10L + partition);
        }

        public void Dispose() => Calls.Add("dispose");
    }
}
