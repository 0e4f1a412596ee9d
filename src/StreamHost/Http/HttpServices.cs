using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StreamReco.StreamHost.Http.Admin;
using StreamReco.StreamHost.Http.Api;
using StreamReco.StreamHost.Http.Cluster;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Http.Search;
using StreamReco.StreamHost.Metrics;

namespace StreamReco.StreamHost.Http;

/// <summary>The services of the HTTP side.</summary>
internal static class HttpServices
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton(provider => new ApiLimits(
            provider.GetRequiredService<NodeContext>().Options.Http, provider.GetRequiredService<NodeInstruments>(),
            provider.GetRequiredService<NodeContext>().Time));
        services.AddSingleton<NodeInstruments>();
        services.AddSingleton<NodeMeters>();
        services.AddSingleton(provider => new EventStream(
            provider.GetRequiredService<NodeContext>().Options.Http, provider.GetRequiredService<IHostApplicationLifetime>()));
        services.AddSingleton(provider => new PeerClient(provider.GetRequiredService<NodeContext>().Token));
        services.AddSingleton<UserQueries>();
        services.AddSingleton<RecommendationsEndpoint>();
        services.AddSingleton<UsersEndpoint>();
        services.AddSingleton<SimilarEndpoint>();
        services.AddSingleton<TrendingEndpoint>();
        services.AddSingleton<EventsEndpoint>();
        services.AddSingleton<RankEndpoint>();
        SearchServices.Add(services);
        services.AddSingleton<NodeEndpoints>();
        services.AddSingleton<MemberQuestions>();
        services.AddSingleton<HistoryEndpoints>();
        services.AddSingleton<TaskEndpoints>();
        services.AddSingleton<ModelEndpoints>();
        services.AddSingleton<ClusterEndpoints>();
        services.AddSingleton<ClusterControlEndpoints>();
        services.AddSingleton<ControlEndpoints>();
        services.AddRouting();
        services.ConfigureHttpJsonOptions(json => HttpJson.Configure(json.SerializerOptions));
        services.AddOpenApi("v1", OpenApiText.Describe);
    }
}
