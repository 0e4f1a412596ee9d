using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Setup;
using StreamReco.Stages.Shards;
using StreamReco.StreamHost.Hosting;
using StreamReco.StreamHost.Kafka.Spans;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Serving;

namespace StreamReco.StreamHost.Replay;

/// <summary>What a replay has in other places than a live node: the model is fixed, the span bounded, times are the log's.</summary>
internal static class ReplayServices
{
    /// <summary>Adds the services of one replay.</summary>
    /// <param name="services">The services.</param>
    /// <param name="settings">What is replayed, and how.</param>
    /// <param name="spans">The spans of the plan.</param>
    /// <param name="loggers">Where it logs.</param>
    /// <param name="time">The clock of waits and snapshots; no answer depends on it.</param>
    public static IServiceCollection AddReplay(
        this IServiceCollection services, ReplaySettings settings, IReadOnlyList<PartitionSpan> spans, ILoggerFactory loggers,
        TimeProvider time)
    {
        services.AddStreamReco(settings.Options.With(AsTheTopicStands), loggers, time);
        services.Replace(ServiceDescriptor.Singleton(_ => StartModel.Of(settings.Model, settings.Options)));
        services.Replace(ServiceDescriptor.Singleton<IModelChangeLog, NoModelChanges>());
        services.Replace(ServiceDescriptor.Singleton(new EmitPolicy
        {
            Users = settings.IsWarm ? new HashSet<string>() : settings.Users?.Ids,
            Rejected = settings.WritesRejected,
            TimeFromLog = true,
            Log = false,
        }));
        services.RemoveAll<IRecommendationLog>();
        services.RemoveAll<MiskeyedUserDetector>();
        services.AddSingleton(spans);
        services.AddSingleton<ReplayedPartitions>();
        return services.AddSingleton<ReplayNode>();
    }

    /// <summary>
    /// The topic that was named is read; one that was made again since the replay began ends it. The live nodes account for
    /// its offsets, and a second account would contradict theirs: no verdicts, and no alerts.
    /// </summary>
    private static void AsTheTopicStands(KafkaOptions kafka) =>
        (kafka.Repartition, kafka.OnRecreatedTopic, kafka.Verdicts, kafka.Alerts) = (false, new KafkaOptions().OnRecreatedTopic, "", "");
}
