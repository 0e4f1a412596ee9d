using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using StreamReco.StreamHost.Http.Admin;
using StreamReco.StreamHost.Http.Api;
using StreamReco.StreamHost.Http.Cluster;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Http.Dashboard;
using StreamReco.StreamHost.Http.Experiments;
using StreamReco.StreamHost.Http.Identities;
using StreamReco.StreamHost.Http.Search;
using StreamReco.StreamHost.Http.Segments;

namespace StreamReco.StreamHost.Http;

/// <summary>The way of a request, and every endpoint.</summary>
internal static class HttpPipeline
{
    /// <summary>The framework's mark; without it the framework would authenticate every request by itself.</summary>
    private const string AuthenticationIsSet = "__AuthenticationMiddlewareSet";

    public static void Use(WebApplication app, NodeContext context)
    {
        app.Use(SafeHeadersAsync);
        app.UseExceptionHandler();
        app.UseStatusCodePages(ProblemHandler.ExplainStatusAsync);
        app.Use(new HostCheck(context.Options.Http).RunAsync);
        app.Use(HeadAsGetAsync);
        app.Use(PathIds.RewriteAsync);
        app.UseRouting();
        app.Use(PathIds.RestoreAsync);
        app.Use(app.Services.GetRequiredService<ApiTraffic>().CountAsync);
        app.Use(app.Services.GetRequiredService<AuditedRequests>().FollowAsync);
        app.UseRequestTimeouts();
        app.UseRateLimiter();
        ((IApplicationBuilder)app).Properties[AuthenticationIsSet] = true;
        app.UseWhen(IsAuthenticated, static branch => branch.UseAuthentication());
        app.UseAuthorization();
        DashboardFiles.Use(app, context.Options.Http);
        app.Services.GetRequiredService<HealthEndpoints>().Map(app);
        MetricsEndpoint.Map(app);
        MapFigures(app, context);
        MapApi(app.MapGroup("/v1").Limit(), app.Services);
        MapAdmin(app.MapGroup("/admin/v1").RequireAdmin().Audit(AuditKind.Admin).WithTags("admin"), app.Services);
        app.MapOpenApi("/openapi/{documentName}.json");
    }

    /// <summary>Who asks matters where a token is asked for or an audit record is written; elsewhere nobody is looked for.</summary>
    private static bool IsAuthenticated(HttpContext http) => http.GetEndpoint()?.Metadata is { } metadata
        && (metadata.GetMetadata<IAuthorizeData>() is not null || metadata.GetMetadata<AuditMark>() is not null);

    /// <summary>Under no limit: who looks at an overload must not be refused for it.</summary>
    private static void MapFigures(WebApplication app, NodeContext context)
    {
        var group = app.MapGroup("/v1").WithTags("figures");
        StreamEndpoint.Map(group, app.Services, context);
        ClusterNowEndpoints.Map(group, app.Services, context);
        DashboardEndpoints.MapHistory(group, context);
        app.Services.GetRequiredService<QualityRulesEndpoints>().MapFigures(group);
    }

    private static void MapApi(RouteGroupBuilder group, IServiceProvider services)
    {
        services.GetRequiredService<RecommendationsEndpoint>().Map(group);
        services.GetRequiredService<UsersEndpoint>().Map(group);
        services.GetRequiredService<ExportEndpoint>().Map(group);
        services.GetRequiredService<SimilarEndpoint>().Map(group);
        services.GetRequiredService<TrendingEndpoint>().Map(group);
        services.GetRequiredService<EventsEndpoint>().Map(group);
        services.GetRequiredService<RankEndpoint>().Map(group);
        services.GetRequiredService<RelatedEndpoint>().Map(group);
        services.GetRequiredService<ItemsEndpoint>().Map(group);
        services.GetRequiredService<ExperimentReads>().Map(group);
        services.GetRequiredService<ExperimentSizes>().Map(group);
        services.GetRequiredService<SegmentsEndpoint>().Map(group);
        services.GetRequiredService<AuditEndpoint>().Map(group);
        services.GetRequiredService<IdentitiesEndpoint>().Map(group);
        SearchServices.Map(group, services);
    }

    private static void MapAdmin(RouteGroupBuilder group, IServiceProvider services)
    {
        services.GetRequiredService<NodeEndpoints>().Map(group);
        services.GetRequiredService<HistoryEndpoints>().Map(group);
        services.GetRequiredService<TaskEndpoints>().Map(group);
        services.GetRequiredService<ModelEndpoints>().Map(group);
        services.GetRequiredService<QualityRulesEndpoints>().Map(group);
        services.GetRequiredService<ConsentEndpoints>().Map(group);
        services.GetRequiredService<BotsEndpoints>().Map(group);
        services.GetRequiredService<IdentitiesEndpoint>().MapAdmin(group);
        services.GetRequiredService<LakeEndpoint>().Map(group);
        services.GetRequiredService<ClusterEndpoints>().Map(group);
        services.GetRequiredService<ClusterControlEndpoints>().Map(group);
        services.GetRequiredService<ControlEndpoints>().Map(group);
        services.GetRequiredService<ExperimentChanges>().Map(group);
        services.GetRequiredService<SegmentsEndpoint>().MapAdmin(group);
    }

    /// <summary>HEAD is answered as GET is, without the body, which the server leaves out; a stream has no end to wait for.</summary>
    private static Task HeadAsGetAsync(HttpContext http, RequestDelegate next)
    {
        if (HttpMethods.IsHead(http.Request.Method) && http.Request.Path.Value?.EndsWith("/stream", StringComparison.Ordinal) != true)
        {
            http.Request.Method = HttpMethods.Get;
        }

        return next(http);
    }

    /// <summary>Set as the response begins: an exception's answer starts with headers of its own.</summary>
    private static Task SafeHeadersAsync(HttpContext http, RequestDelegate next)
    {
        http.Response.OnStarting(
            static state =>
            {
                var headers = ((HttpContext)state).Response.Headers;
                headers.XContentTypeOptions = "nosniff";
                headers.XFrameOptions = "DENY";
                headers["Referrer-Policy"] = "no-referrer";
                headers.ContentSecurityPolicy =
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
                    + "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
                headers.CacheControl = headers.CacheControl.Count == 0 ? "no-store" : headers.CacheControl;
                return Task.CompletedTask;
            },
            http);
        return next(http);
    }
}
