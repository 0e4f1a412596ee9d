using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace StreamReco.StreamHost.Http.Search;

/// <summary>The services and endpoints of product search.</summary>
internal static class SearchServices
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<SearchPeople>();
        services.AddSingleton<ServedLog>();
        services.AddSingleton<CursorOwners>();
        services.AddSingleton<SearchEndpoint>();
        services.AddSingleton<SuggestEndpoint>();
        services.AddSingleton<QueriesEndpoint>();
        services.AddSingleton<ExplainEndpoint>();
    }

    public static void Map(IEndpointRouteBuilder app, IServiceProvider services)
    {
        services.GetRequiredService<SearchEndpoint>().Map(app);
        services.GetRequiredService<ExplainEndpoint>().Map(app);
        services.GetRequiredService<SuggestEndpoint>().Map(app);
        services.GetRequiredService<QueriesEndpoint>().Map(app);
    }
}
