using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using StreamReco.StreamHost.Http.Admin;
using StreamReco.StreamHost.Http.Api;
using StreamReco.StreamHost.Http.Cluster;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Http.Dashboard;
using StreamReco.StreamHost.Http.Search;

namespace StreamReco.StreamHost.Http;

/// <summary>The way of a request, and every endpoint.</summary>
internal static class HttpPipeline
{
    public static void Use(WebApplication app, NodeContext context)
    {
        app.Use(ProblemsAsync);
        app.Use(SafeHeadersAsync);
        app.Use(new HostCheck(context.Options.Http).RunAsync);
        app.Use(PathIds.RewriteAsync);
        app.Use(app.Services.GetRequiredService<ApiLimits>().RunAsync);
        app.UseRouting();
        app.Use(new AdminGuard(context.Token).RunAsync);
        DashboardFiles.Use(app, context.Options.Http);
        HealthEndpoints.Map(app, context);
        MetricsEndpoint.Map(app);
        StreamEndpoint.Map(app, context);
        ClusterNowEndpoints.Map(app, context);
        var services = app.Services;
        services.GetRequiredService<RecommendationsEndpoint>().Map(app);
        services.GetRequiredService<UsersEndpoint>().Map(app);
        services.GetRequiredService<SimilarEndpoint>().Map(app);
        services.GetRequiredService<TrendingEndpoint>().Map(app);
        services.GetRequiredService<EventsEndpoint>().Map(app);
        services.GetRequiredService<RankEndpoint>().Map(app);
        SearchServices.Map(app, services);
        services.GetRequiredService<NodeEndpoints>().Map(app);
        services.GetRequiredService<HistoryEndpoints>().Map(app);
        services.GetRequiredService<TaskEndpoints>().Map(app);
        services.GetRequiredService<ModelEndpoints>().Map(app);
        services.GetRequiredService<ClusterEndpoints>().Map(app);
        services.GetRequiredService<ClusterControlEndpoints>().Map(app);
        services.GetRequiredService<ControlEndpoints>().Map(app);
        DashboardEndpoints.Map(app, context);
        app.MapOpenApi("/openapi/{documentName}.json");
    }

    /// <summary>Every failure becomes problem+json; what is a bug becomes 500 without its details.</summary>
    private static async Task ProblemsAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
            if (http.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null })
            {
                await Plain(http).WriteAsync(http);
            }
        }
        catch (Exception e) when (!http.Response.HasStarted && AsProblem(e, http) is { } problem)
        {
            http.Response.Clear();
            await problem.WriteAsync(http);
        }
    }

    private static Problem? AsProblem(Exception fault, HttpContext http) => fault switch
    {
        Problem problem => problem,
        BadHttpRequestException bad => new Problem(bad.StatusCode, "The request is not right", bad.Message),
        OperationCanceledException when http.Items.ContainsKey(ApiLimits.TimedOut) =>
            Problem.NotReady("The answer took longer than Http:RequestTimeoutMs."),
        OperationCanceledException => new Problem(StatusCodes.Status499ClientClosedRequest, "Closed", "The caller went."),
        _ => null,
    };

    private static Problem Plain(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound =>
            Problem.NotFound($"There is nothing at {http.Request.Path}; /openapi/v1.json lists what there is."),
        StatusCodes.Status405MethodNotAllowed => new Problem(
            StatusCodes.Status405MethodNotAllowed, "Method not allowed",
            $"{http.Request.Method} does not go with {http.Request.Path}."),
        var status => new Problem(status, "The request is not right", $"Status {status}."),
    };

    private static Task SafeHeadersAsync(HttpContext http, RequestDelegate next)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
            + "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.CacheControl = "no-store";
        return next(http);
    }
}
