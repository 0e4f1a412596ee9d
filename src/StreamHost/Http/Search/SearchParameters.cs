using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace StreamReco.StreamHost.Http.Search;

/// <summary>The body of a search; every field but <c>q</c> may be left out.</summary>
/// <param name="Q">What is searched for.</param>
/// <param name="User">Who searches.</param>
/// <param name="Session">The session.</param>
/// <param name="N">Items of the page.</param>
/// <param name="Cursor">Of the answer before; the rest must be the same.</param>
/// <param name="Filters">For instance <c>{"brand": ["Acme"], "price": "10..50", "available": true}</c>.</param>
/// <param name="Facets">Fields whose values are counted.</param>
/// <param name="Sort">relevance, price_asc, price_desc, name.</param>
/// <param name="Personalize">Whether what is known of the user counts.</param>
internal sealed record SearchRequestBody(
    string Q, string? User, string? Session, int? N, string? Cursor, IReadOnlyDictionary<string, JsonElement>? Filters,
    IReadOnlyList<string>? Facets, string? Sort, bool? Personalize);

/// <summary>Describes the parameters of a search in the document of the API.</summary>
internal static class SearchParameters
{
    private static readonly (string Name, JsonSchemaType Type, string Text)[] _parameters =
    [
        ("q", JsonSchemaType.String, "What is searched for."),
        ("user", JsonSchemaType.String, "Who searches; the order then takes the user's history into account."),
        ("session", JsonSchemaType.String, "The session."),
        ("n", JsonSchemaType.Integer, "Items of the page, 1 to 100; 20 where it is left out."),
        ("cursor", JsonSchemaType.String, "Of the answer before: the next page of the same search."),
        ("filters", JsonSchemaType.String, "FIELD:VALUE, several times: brand:Acme, category:TVs, attributes.colour:red, price:10..50, available:true. Values of one field are alternatives; price and available are taken once."),
        ("facets", JsonSchemaType.String, "Fields whose values are counted, commas between: brand, category, attributes.NAME."),
        ("sort", JsonSchemaType.String, "relevance (default), price_asc, price_desc, name."),
        ("personalize", JsonSchemaType.Boolean, "false: nothing of the user counts."),
    ];

    /// <summary>Adds the parameters of <see cref="SearchReader"/>, and further texts.</summary>
    public static RouteHandlerBuilder TakesSearch(this RouteHandlerBuilder endpoint, params (string Name, string Text)[] more) =>
        endpoint.Takes([.. _parameters, .. more.Select(one => (one.Name, JsonSchemaType.String, one.Text))], "q");

    /// <summary>Adds parameters.</summary>
    public static RouteHandlerBuilder Takes(
        this RouteHandlerBuilder endpoint, IReadOnlyList<(string Name, JsonSchemaType Type, string Text)> parameters, params string[] required) =>
        endpoint.ProducesProblem(StatusCodes.Status400BadRequest).AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            foreach (var (name, type, text) in parameters)
            {
                operation.Parameters.Add(new OpenApiParameter
                {
                    Name = name,
                    In = ParameterLocation.Query,
                    Description = text,
                    Required = required.Contains(name),
                    Schema = new OpenApiSchema { Type = type },
                });
            }

            return Task.CompletedTask;
        });
}
