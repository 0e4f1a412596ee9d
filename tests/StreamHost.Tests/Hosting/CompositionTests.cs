using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StreamReco.Models.Artifacts;
using StreamReco.StreamHost.Hosting;
using StreamReco.StreamHost.Http;
using StreamReco.StreamHost.Kafka.Spans;
using StreamReco.StreamHost.Node;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Replay;
using StreamReco.StreamHost.Tasks;

namespace StreamReco.StreamHost.Tests.Hosting;

/// <summary>The containers of the commands that read partitions. No broker is needed: clients connect when they are used.</summary>
public sealed class CompositionTests : IDisposable
{
    private static readonly ServiceProviderOptions _checked = new() { ValidateOnBuild = true, ValidateScopes = true };

    private readonly TemporaryFolder _folder = new();
    private readonly StreamRecoOptions _options = new();

    public CompositionTests()
    {
        _options.Kafka.Bootstrap = "127.0.0.1:1";
        _options.State.Connection = Path.Combine(_folder.Path, "state.db");
        _options.Model.Directory = PathModel.Directory;
        _options.Pipeline.Score.Provider = "cpu";
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_container_of_a_node_resolves(bool forwards)
    {
        _options.Kafka.Repartition = forwards;
        await using var services = Live().BuildServiceProvider(_checked);

        var node = services.GetRequiredService<RecommenderNode>();

        node.ShardTopic.ShouldBe(forwards ? _options.Kafka.ByUser : _options.Kafka.Clicks);
        node.Name.ShouldBe(NodeName.OfProcess.Text);
    }

    [Fact]
    public async Task The_container_of_a_node_with_an_HTTP_side_takes_name_tasks_and_instruments_from_there()
    {
        await using var http = await NodeHttp.StartAsync(_options, NullLoggerFactory.Instance, TimeProvider.System, default);
        await using var services = Live().AddHttp(http).BuildServiceProvider(_checked);

        var node = services.GetRequiredService<RecommenderNode>();

        (node.Name, ReferenceEquals(services.GetRequiredService<TaskBoard>(), http.Tasks)).ShouldBe((http.NodeName, true));
    }

    [Fact]
    public async Task The_container_of_a_replay_resolves()
    {
        var bound = new NamedBound(SpanBound.Beginning, SpanBound.Edge);
        var settings = new ReplaySettings(
            "again", _options, bound, bound, WritesRejected: false, Users: null, ModelArtifactLoader.Load(PathModel.Directory));
        await using var services = new ServiceCollection()
            .AddReplay(settings, [new PartitionSpan(0, 5, 25)], NullLoggerFactory.Instance, TimeProvider.System)
            .BuildServiceProvider(_checked);

        services.GetRequiredService<ReplayNode>().Of.ShouldBe(20);
    }

    [Fact]
    public void A_service_that_lacks_a_part_of_its_own_is_found_before_anything_runs()
    {
        var services = Live();
        services.RemoveAll<NodeName>();

        var fault = Should.Throw<AggregateException>(() => services.BuildServiceProvider(_checked));

        fault.Message.ShouldContain(nameof(NodeName));
    }

    [Fact]
    public async Task Settings_out_of_range_are_refused_at_the_start_with_their_names()
    {
        _options.Model.LoadedMax = 1;
        await using var services = Live().BuildServiceProvider(_checked);

        Should.Throw<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate())
            .Message.ShouldContain("Model:LoadedMax is 1");
    }

    private IServiceCollection Live() =>
        new ServiceCollection().AddStreamReco(_options, NullLoggerFactory.Instance, TimeProvider.System);
}
