using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StreamReco.Stages;
using StreamReco.Stages.Catalog;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Serving;
using StreamReco.Stages.Setup;
using StreamReco.Stages.Shards;
using StreamReco.StreamHost.Cluster.Control;
using StreamReco.StreamHost.Cluster.Control.Work;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Cluster.Rehearsal;
using StreamReco.StreamHost.Http;
using StreamReco.StreamHost.Kafka.Catalog;
using StreamReco.StreamHost.Kafka.Committing;
using StreamReco.StreamHost.Kafka.Consuming;
using StreamReco.StreamHost.Kafka.Erasures;
using StreamReco.StreamHost.Metrics;
using StreamReco.StreamHost.Node;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Repartition;
using StreamReco.StreamHost.Search;
using StreamReco.StreamHost.Serving;
using StreamReco.StreamHost.Settings;
using StreamReco.StreamHost.Sql;
using StreamReco.StreamHost.Tasks;

namespace StreamReco.StreamHost.Hosting;

/// <summary>
/// The one place where a process is put together. A live node takes the services as they are; demo, evaluation through the
/// pipeline, replay and benchmarks replace single ones.
/// </summary>
internal static class StreamRecoServices
{
    /// <summary>Adds all services of a process that reads partitions.</summary>
    /// <param name="services">The services.</param>
    /// <param name="options">The settings; checked again when the host starts, or with their first use.</param>
    /// <param name="loggers">Where it logs; not disposed of with the services.</param>
    /// <param name="time">The clock.</param>
    public static IServiceCollection AddStreamReco(
        this IServiceCollection services, StreamRecoOptions options, ILoggerFactory loggers, TimeProvider time)
    {
        services.AddOptions<StreamRecoOptions>().Configure(options.CopyTo).ValidateOnStart();
        services.AddSingleton<IValidateOptions<StreamRecoOptions>, StreamRecoOptionsValidator>();
        services.AddSingleton(provider => PipelineSettings(provider.GetRequiredService<IOptions<StreamRecoOptions>>().Value));
        services.AddSingleton(provider => provider.GetRequiredService<StreamRecoOptions>().Kafka);
        services.AddSingleton(provider => provider.GetRequiredService<StreamRecoOptions>().Pipeline);
        services.AddSingleton(provider => provider.GetRequiredService<StreamRecoOptions>().Pipeline.Privacy);
        services.AddSingleton(loggers);
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddSingleton(time);
        services.AddSingleton(NodeName.OfProcess);
        services.AddSingleton<TaskBoard>();
        services.AddSingleton<NodeInstruments>();
        return services.AddModels().AddStores().AddPartitions();
    }

    /// <summary>A node with an HTTP side has its name, its tasks and its instruments from there.</summary>
    public static IServiceCollection AddHttp(this IServiceCollection services, NodeHttp http) => services
        .Replace(ServiceDescriptor.Singleton(new NodeName(http.NodeName)))
        .Replace(ServiceDescriptor.Singleton(http.Tasks))
        .Replace(ServiceDescriptor.Singleton(http.Instruments));

    /// <summary>Makes the node and everything that it needs; what is missing is reported before the first click is read.</summary>
    /// <exception cref="StreamReco.Models.Artifacts.ModelLoadException">There is no usable model.</exception>
    /// <exception cref="StreamReco.Models.Scoring.ScorerStartException">The execution provider cannot be had.</exception>
    /// <exception cref="StoreUnavailableException">The state database cannot be used.</exception>
    public static async Task<RecommenderNode> StartNodeAsync(this IServiceProvider services, CancellationToken cancel)
    {
        var node = services.GetRequiredService<RecommenderNode>();
        await node.StartAsync(cancel);
        return node;
    }

    /// <summary>Where clicks are forwarded by user, the pipeline reads the topic that they are forwarded to.</summary>
    private static StreamRecoOptions PipelineSettings(StreamRecoOptions options) =>
        options.Kafka.Repartition ? options.With(kafka => kafka.Clicks = kafka.ByUser) : options;

    private static IServiceCollection AddModels(this IServiceCollection services)
    {
        services.AddSingleton(provider => StartModel.Load(
            provider.GetRequiredService<StreamRecoOptions>(), provider.GetRequiredService<TaskBoard>()));
        services.AddSingleton<ControlPlaneClient>();
        services.AddSingleton<IModelChangeLog, RequestedModelChanges>();
        services.AddSingleton<ModelRegistry>(provider =>
        {
            var (options, start) = (provider.GetRequiredService<StreamRecoOptions>(), provider.GetRequiredService<StartModel>());
            return new ModelRegistry(
                options, start.Artifact, start.Scorers, model => StartModel.Of(model, options).Scorers,
                provider.GetRequiredService<IModelChangeLog>(), provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<ModelRegistry>>())
            {
                Tasks = provider.GetRequiredService<TaskBoard>(),
                Instruments = provider.GetRequiredService<NodeInstruments>(),
                Catalog = provider.GetRequiredService<CatalogFollower>().Table,
            };
        });
        return services.AddSingleton<IModelProvider>(provider => provider.GetRequiredService<ModelRegistry>());
    }

    private static IServiceCollection AddStores(this IServiceCollection services)
    {
        services.AddSingleton<IShardStore>(provider =>
        {
            var state = provider.GetRequiredService<StreamRecoOptions>().State;
            return new WaitingShardStore(
                ShardStoreFactory.Create(state.Connection, state), provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<WaitingShardStore>>())
            {
                Tasks = provider.GetRequiredService<TaskBoard>(),
            };
        });
        services.AddSingleton(provider => new CatalogFollower(
            provider.GetRequiredService<KafkaOptions>(), provider.GetRequiredService<ILogger<CatalogFollower>>()));
        services.AddSingleton<ICatalog>(provider => provider.GetRequiredService<CatalogFollower>().Table);

        // Null where search is off.
        services.AddSingleton(provider => NodeSearch.Create(
            provider.GetRequiredService<PipelineOptions>(), provider.GetRequiredService<NodeName>().Text,
            provider.GetRequiredService<ICatalog>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<NodeSearch>>(),
            () => provider.GetRequiredService<ModelRegistry>().Current)!);
        return services.AddSingleton<IErasureLedger, KafkaErasureLedger>();
    }

    private static IServiceCollection AddPartitions(this IServiceCollection services)
    {
        services.AddSingleton(provider => new GroupClient(
            provider.GetRequiredService<KafkaOptions>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<GroupClient>>()));
        services.AddSingleton<IRecommendationLog, KafkaRecommendationLog>();
        services.AddSingleton(EmitPolicy.Live);
        services.AddSingleton(provider => new MiskeyedUserReport(
            provider.GetRequiredService<IOptions<StreamRecoOptions>>().Value, () => provider.GetRequiredService<GroupClient>().ReadEnds().Partitions,
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<MiskeyedUserReport>>()));
        services.AddSingleton(provider => new MiskeyedUserDetector(
            provider.GetRequiredService<IShardStore>(), provider.GetRequiredService<MiskeyedUserReport>().Add));
        services.AddSingleton<ShardObservers>();
        services.AddSingleton<ShardOpener>();
        services.AddSingleton<LivePartitions>();

        // Null where the clicks are keyed by user: nothing is forwarded.
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<StreamRecoOptions>>().Value is { Kafka.Repartition: true } options
            ? new Repartitioner(options, provider.GetRequiredService<ILogger<ForwardedPartitions>>(), provider.GetRequiredService<TimeProvider>())
            : null!);
        services.AddSingleton<NodeCluster>();
        services.AddSingleton<PathRehearsal>();
        services.AddSingleton<FallbackRecommender>();
        return services.AddSingleton<RecommenderNode>();
    }
}
