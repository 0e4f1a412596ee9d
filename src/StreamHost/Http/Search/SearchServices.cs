using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace StreamReco.StreamHost.Http.Search;

/// <summary>The services and endpoints of product search.</summary>
internal static class SearchServices
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<SearchPeople>();
        services.AddSingleton<SearchEndpoint>();
        services.AddSingleton<ExplainEndpoint>();
    }

    public static void Map(IEndpointRouteBuilder app, IServiceProvider services)
    {
        services.GetRequiredService<SearchEndpoint>().Map(app);
        services.GetRequiredService<ExplainEndpoint>().Map(app);
    }
}
