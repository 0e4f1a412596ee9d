using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Abstractions;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Scoring;
using StreamReco.StreamHost.Hosting;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Serving;

namespace StreamReco.Benchmarks;

/// <summary>The services of a node with a model and graphs at hand.</summary>
internal static class NodeServices
{
    public static ServiceProvider Of(StreamRecoOptions options, ModelArtifact model, ModelScorers scorers, TimeProvider time) =>
        new ServiceCollection().AddStreamReco(options, NullLoggerFactory.Instance, time)
            .Replace(ServiceDescriptor.Singleton(new StartModel(model, scorers)))
            .BuildServiceProvider();
}
