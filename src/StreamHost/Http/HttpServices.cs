using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StreamReco.StreamHost.Http.Admin;
using StreamReco.StreamHost.Http.Api;
using StreamReco.StreamHost.Http.Cluster;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Http.Experiments;
using StreamReco.StreamHost.Http.Identities;
using StreamReco.StreamHost.Http.Search;
using StreamReco.StreamHost.Http.Segments;
using StreamReco.StreamHost.Metrics;

namespace StreamReco.StreamHost.Http;

/// <summary>The services of the HTTP side.</summary>
internal static class HttpServices
{
    public static void Add(IServiceCollection services, NodeContext context)
    {
        services.AddSingleton(context);
        services.AddSingleton(context.Time);
        AddFramework(services, context);
        services.AddSingleton<NodeInstruments>();
        services.AddSingleton<NodeMeters>();
        services.AddSingleton(provider => new ApiTraffic(provider.GetRequiredService<NodeInstruments>(), context.Time));
        services.AddSingleton(provider => new EventStream(
            context.Options.Http, provider.GetRequiredService<IHostApplicationLifetime>()));
        services.AddSingleton(new PeerClient(context.Token));
        services.AddSingleton<MemberQueries>();
        services.AddSingleton<HealthEndpoints>();
        services.AddSingleton<AuditedRequests>();
        AddApi(services);
        AddAdmin(services);
    }

    private static void AddFramework(IServiceCollection services, NodeContext context)
    {
        services.AddRouting();
        services.AddProblemDetails();
        services.Configure<RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = true); // else the status alone is answered, without a reason
        services.AddExceptionHandler<ProblemHandler>();
        ApiPolicies.Add(services, context.Options.Http);

        // The core alone: the rest of authentication would write keys for cookies to the disk.
        services.AddAuthenticationCore(authentication => authentication.DefaultScheme = AdminTokenHandler.Bearer);
        services.AddWebEncoders();
        new AuthenticationBuilder(services)
            .AddScheme<AuthenticationSchemeOptions, AdminTokenHandler>(AdminTokenHandler.Bearer, configureOptions: null);
        services.AddAuthorization();
        HealthEndpoints.AddChecks(services);
        services.ConfigureHttpJsonOptions(json => HttpJson.Configure(json.SerializerOptions));
        services.AddOpenApi("v1", OpenApiText.Describe);
    }

    private static void AddApi(IServiceCollection services)
    {
        services.AddSingleton<UserQueries>();
        services.AddSingleton<LinkedIds>();
        services.AddSingleton<IdentitiesEndpoint>();
        services.AddSingleton<RecommendationsEndpoint>();
        services.AddSingleton<UsersEndpoint>();
        services.AddSingleton<ExportEndpoint>();
        services.AddSingleton<SimilarEndpoint>();
        services.AddSingleton<TrendingEndpoint>();
        services.AddSingleton<HttpEvents>();
        services.AddSingleton<EventsEndpoint>();
        services.AddSingleton<RankEndpoint>();
        services.AddSingleton<RelatedEndpoint>();
        services.AddSingleton<ItemsEndpoint>();
        services.AddSingleton<ExperimentCollector>();
        services.AddSingleton<ExperimentReads>();
        services.AddSingleton<ExperimentSizes>();
        services.AddSingleton<SegmentsEndpoint>();
        services.AddSingleton<AuditEndpoint>();
        SearchServices.Add(services);
    }

    private static void AddAdmin(IServiceCollection services)
    {
        services.AddSingleton<NodeEndpoints>();
        services.AddSingleton<HistoryEndpoints>();
        services.AddSingleton<TaskEndpoints>();
        services.AddSingleton<ModelEndpoints>();
        services.AddSingleton<QualityRulesEndpoints>();
        services.AddSingleton<ConsentEndpoints>();
        services.AddSingleton<BotsEndpoints>();
        services.AddSingleton<LakeEndpoint>();
        services.AddSingleton<ClusterEndpoints>();
        services.AddSingleton<ClusterControlEndpoints>();
        services.AddSingleton<ControlEndpoints>();
        services.AddSingleton<ExperimentChanges>();
    }
}
