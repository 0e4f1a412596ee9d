using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Http.Common;

/// <summary>Reads query parameters; one that nobody knows is an error, because a misspelt one would be passed over.</summary>
internal static class ApiQuery
{
    /// <exception cref="ProblemException">A parameter is none of <paramref name="names"/>.</exception>
    public static void Check(HttpContext http, params IReadOnlyList<string> names)
    {
        foreach (var name in http.Request.Query.Keys)
        {
            if (!names.Contains(name))
            {
                throw ProblemException.Field(name, $"{name} is not a parameter of {http.Request.Path}{NearestName.Question(name, names)}");
            }
        }
    }

    /// <summary>A whole number.</summary>
    /// <param name="http">The request.</param>
    /// <param name="name">The parameter.</param>
    /// <param name="fallback">The number where the parameter is left out.</param>
    /// <param name="most">The largest number allowed.</param>
    /// <param name="setting">The setting that says how many are allowed; null where none does.</param>
    /// <param name="least">The smallest number allowed.</param>
    /// <exception cref="ProblemException">It is none, or out of range.</exception>
    public static int Number(HttpContext http, string name, int fallback, int most, string? setting = null, int least = 1) =>
        http.Request.Query.TryGetValue(name, out var values) ? Parse(name, values.ToString(), least, most, setting) : fallback;

    /// <summary>A whole number from 0 on, as line numbers and offsets are; 0 where the parameter is left out.</summary>
    /// <exception cref="ProblemException">It is none.</exception>
    public static long Position(HttpContext http, string name) =>
        !http.Request.Query.TryGetValue(name, out var values) ? 0
        : long.TryParse(values.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw ProblemException.Field(name, $"{name} is '{values}'; it must be a whole number, 0 or more.");

    /// <summary>A number as text.</summary>
    /// <inheritdoc cref="Number" path="/exception"/>
    public static int Parse(string name, string text, int least, int most, string? setting) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw ProblemException.Field(name, $"{name} is '{text}'; it must be a whole number from {least} to {most}{By(setting)}.");

    /// <summary>A number that need not be whole.</summary>
    /// <param name="http">The request.</param>
    /// <param name="name">The parameter.</param>
    /// <param name="fallback">The number where the parameter is left out.</param>
    /// <param name="least">The smallest number allowed.</param>
    /// <param name="most">The largest number allowed.</param>
    /// <inheritdoc cref="Number" path="/exception"/>
    public static double Share(HttpContext http, string name, double fallback, double least, double most) =>
        !http.Request.Query.TryGetValue(name, out var values) ? fallback
        : double.TryParse(values.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw ProblemException.Field(name, FormattableString.Invariant($"{name} is '{values}'; it must be a number from {least} to {most}."));

    /// <summary>A text; null where the parameter is left out.</summary>
    /// <exception cref="ProblemException">It is empty.</exception>
    public static string? Text(HttpContext http, string name) => !http.Request.Query.TryGetValue(name, out var values) ? null
        : values.ToString() is { Length: > 0 } text ? text : throw ProblemException.Field(name, $"{name} is empty.");

    /// <summary>Texts of a parameter that may come several times; empty where it is left out.</summary>
    /// <param name="http">The request.</param>
    /// <param name="name">The parameter.</param>
    /// <param name="most">Times it may be given.</param>
    /// <exception cref="ProblemException">It is given more often.</exception>
    public static IReadOnlyList<string> Texts(HttpContext http, string name, int most)
    {
        string[] texts = [.. http.Request.Query[name].OfType<string>()];
        return texts.Length <= most ? texts
            : throw ProblemException.Field(name, $"{name} is given {texts.Length} times; a request may give it {most} times.");
    }

    /// <summary>Describes a parameter that <see cref="Number"/> reads, in the document of the API.</summary>
    public static RouteHandlerBuilder TakesNumber(
        this RouteHandlerBuilder endpoint, string name, string description, int fallback, int most, int least = 1) =>
        Takes(endpoint.ProducesProblem(StatusCodes.Status400BadRequest), name, description, new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Format = "int32",
            Minimum = least.ToString(CultureInfo.InvariantCulture),
            Maximum = most.ToString(CultureInfo.InvariantCulture),
            Default = fallback,
        });

    /// <summary>Describes a parameter that <see cref="Position"/> reads.</summary>
    public static RouteHandlerBuilder TakesPosition(this RouteHandlerBuilder endpoint, string name, string description) =>
        Takes(endpoint.ProducesProblem(StatusCodes.Status400BadRequest), name, description, new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Format = "int64",
            Minimum = "0",
            Default = 0,
        });

    /// <summary>Describes a parameter that <see cref="Share"/> reads.</summary>
    public static RouteHandlerBuilder TakesShare(
        this RouteHandlerBuilder endpoint, string name, string description, double fallback, double least, double most) =>
        Takes(endpoint.ProducesProblem(StatusCodes.Status400BadRequest), name, description, new OpenApiSchema
        {
            Type = JsonSchemaType.Number,
            Format = "double",
            Minimum = least.ToString(CultureInfo.InvariantCulture),
            Maximum = most.ToString(CultureInfo.InvariantCulture),
            Default = fallback,
        });

    /// <summary>Describes a parameter of text in the document of the API.</summary>
    public static RouteHandlerBuilder TakesText(this RouteHandlerBuilder endpoint, string name, string description) =>
        Takes(endpoint, name, description, new OpenApiSchema { Type = JsonSchemaType.String });

    /// <summary>Describes a parameter that <see cref="Texts"/> reads.</summary>
    public static RouteHandlerBuilder TakesTexts(this RouteHandlerBuilder endpoint, string name, string description, int most) =>
        Takes(endpoint.ProducesProblem(StatusCodes.Status400BadRequest), name, description, new OpenApiSchema
        {
            Type = JsonSchemaType.Array,
            MaxItems = most,
            Items = new OpenApiSchema { Type = JsonSchemaType.String },
        });

    private static RouteHandlerBuilder Takes(
        RouteHandlerBuilder endpoint, string name, string description, OpenApiSchema schema) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = name,
                In = ParameterLocation.Query,
                Description = description,
                Schema = schema,
            });
            return Task.CompletedTask;
        });

    private static string By(string? setting) => setting is null ? "" : $", which is {setting}";
}
