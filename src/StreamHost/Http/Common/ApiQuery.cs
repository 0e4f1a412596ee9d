using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Http.Common;

/// <summary>Reads query parameters; one that nobody knows is an error, because a misspelt one would be passed over.</summary>
internal static class ApiQuery
{
    /// <exception cref="Problem">A parameter is none of <paramref name="names"/>.</exception>
    public static void Check(HttpContext http, params IReadOnlyList<string> names)
    {
        foreach (var name in http.Request.Query.Keys)
        {
            if (!names.Contains(name))
            {
                throw Problem.Field(name, $"{name} is not a parameter of {http.Request.Path}{NearestName.Question(name, names)}");
            }
        }
    }

    /// <summary>A whole number from 1.</summary>
    /// <param name="http">The request.</param>
    /// <param name="name">The parameter.</param>
    /// <param name="fallback">The number where the parameter is left out.</param>
    /// <param name="most">The largest number allowed.</param>
    /// <param name="setting">The setting that says how many are allowed; null where none does.</param>
    /// <exception cref="Problem">It is none, or out of range.</exception>
    public static int Number(HttpContext http, string name, int fallback, int most, string? setting = null)
    {
        if (!http.Request.Query.TryGetValue(name, out var values))
        {
            return fallback;
        }

        return int.TryParse(values.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= 1 && number <= most
            ? number
            : throw Problem.Field(name, $"{name} is '{values}'; it must be a whole number from 1 to {most}{By(setting)}.");
    }

    /// <summary>Describes a parameter that <see cref="Number"/> reads, in the document of the API.</summary>
    public static RouteHandlerBuilder TakesNumber(
        this RouteHandlerBuilder endpoint, string name, string description, int fallback, int most) =>
        endpoint.ProducesProblem(StatusCodes.Status400BadRequest).AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = name,
                In = ParameterLocation.Query,
                Description = description,
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Integer,
                    Minimum = "1",
                    Maximum = most.ToString(CultureInfo.InvariantCulture),
                    Default = fallback,
                },
            });
            return Task.CompletedTask;
        });

    private static string By(string? setting) => setting is null ? "" : $", which is {setting}";
}
