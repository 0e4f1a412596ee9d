using System.Globalization;
using Microsoft.AspNetCore.Http;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Http.Api;

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

    /// <summary>A whole number.</summary>
    /// <exception cref="Problem">It is none, or out of range.</exception>
    public static int Number(HttpContext http, string name, int fallback, int most)
    {
        if (!http.Request.Query.TryGetValue(name, out var values))
        {
            return fallback;
        }

        return int.TryParse(values.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= 1 && number <= most
            ? number
            : throw Problem.Field(name, $"{name} is '{values}'; it must be a whole number from 1 to {most}.");
    }
}
