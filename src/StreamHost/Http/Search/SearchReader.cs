using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using StreamReco.Stages;
using StreamReco.StreamHost.Http.Api;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Search;

namespace StreamReco.StreamHost.Http.Search;

/// <summary>Reads a search from the parameters of a GET or from the body of a POST; both have the same names.</summary>
internal static class SearchReader
{
    /// <summary>Items of a page where nothing else is asked for.</summary>
    public const int SizeDefault = 20;

    /// <summary>Items of a page at most.</summary>
    public const int SizeMax = 100;

    /// <summary>Names of parameters.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["q", "user", "session", "n", "cursor", "filters", "facets", "sort", "personalize"];

    private static readonly (string Name, SearchSort Sort)[] _sorts =
    [
        ("relevance", SearchSort.Relevance), ("price_asc", SearchSort.PriceAsc), ("price_desc", SearchSort.PriceDesc),
        ("name", SearchSort.Name),
    ];

    /// <summary>Reads a request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="more">Further names that the endpoint reads itself.</param>
    /// <returns>The search, and the further values, empty where they are left out.</returns>
    /// <exception cref="ProblemException">Names the parameter that is not right.</exception>
    public static async Task<(NodeSearchRequest Request, string[] More)> ReadAsync(
        HttpContext http, PipelineOptions options, params string[] more)
    {
        var values = HttpMethods.IsPost(http.Request.Method)
            ? await OfBodyAsync(http, [.. Names, .. more]) : OfQuery(http, [.. Names, .. more]);
        return (Make(values, options), [.. more.Select(name => One(values, name) ?? "")]);
    }

    /// <summary>The name of an order.</summary>
    public static string NameOf(SearchSort sort) => _sorts.First(one => one.Sort == sort).Name;

    private static SearchValues OfQuery(HttpContext http, string[] names)
    {
        ApiQuery.Check(http, names);
        var filters = new FilterReader();
        var values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (name, texts) in http.Request.Query)
        {
            values[name] = [.. texts.OfType<string>()];
        }

        foreach (var filter in values.GetValueOrDefault(FilterReader.Parameter, []))
        {
            filters.Add(filter);
        }

        values["facets"] = [.. values.GetValueOrDefault("facets", []).SelectMany(
            text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
        return new SearchValues(values, filters);
    }

    private static async Task<SearchValues> OfBodyAsync(HttpContext http, string[] names)
    {
        ApiQuery.Check(http);
        using var body = await ApiBody.ReadAsync(http, names);
        var filters = new FilterReader();
        var values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var field in body.Fields())
        {
            if (field.Name == FilterReader.Parameter)
            {
                filters.Add(field.Value);
            }
            else
            {
                values[field.Name] = TextsOf(field.Name, field.Value);
            }
        }

        return new SearchValues(values, filters);
    }

    /// <summary>A text, number or flag as one text, an array as several.</summary>
    private static IReadOnlyList<string> TextsOf(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [JsonTexts.Of(name, value)],
        JsonValueKind.Number => [value.GetRawText()],
        JsonValueKind.True => ["true"],
        JsonValueKind.False => ["false"],
        JsonValueKind.Array when name == "facets" => [.. value.EnumerateArray().SelectMany(one => TextsOf("facets[]", one))],
        _ => throw ProblemException.Field(name, $"{name} must be {(name == "facets" ? "an array of texts" : "a text, a number or a flag")}."),
    };

    private static NodeSearchRequest Make(SearchValues values, PipelineOptions options)
    {
        var facets = values.Texts.GetValueOrDefault("facets", []);
        foreach (var facet in facets.Where(facet => !FilterReader.IsValued(facet)))
        {
            throw ProblemException.Field("facets", $"facets has '{facet}'; facets are brand, category and attributes.NAME.");
        }

        return new NodeSearchRequest(QueryOf(values, options.Search.QueryCharsMax), SizeOf(One(values, "n")))
        {
            User = IdOf(values, "user", options.Limits.IdCharsMax),
            Session = IdOf(values, "session", options.Limits.IdCharsMax),
            Filter = values.Filters.Filter,
            Facets = facets,
            Sort = SortOf(One(values, "sort")),
            Personalize = FlagOf(values, "personalize", fallback: true),
            Cursor = CursorOf(One(values, "cursor")),
        };
    }

    private static string QueryOf(SearchValues values, int charsMax)
    {
        var query = One(values, "q")?.Trim() ?? "";
        return query.Length == 0 ? throw ProblemException.Field("q", "q is missing or empty; it must be what is searched for.")
            : query.Length > charsMax
            ? throw ProblemException.Field("q", $"q has {query.Length} characters; Search:QueryCharsMax is {charsMax}.")
            : query;
    }

    private static string? IdOf(SearchValues values, string name, int charsMax) => One(values, name) switch
    {
        null => null,
        "" => throw ProblemException.Field(name, $"{name} is empty; leave it out where nobody is known."),
        { } id when id.Length > charsMax => throw ProblemException.Field(name, $"{name} has {id.Length} characters; Limits:IdCharsMax is {charsMax}."),
        var id => id,
    };

    private static int SizeOf(string? text) => text is null ? SizeDefault
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is >= 1 and <= SizeMax ? size
        : throw ProblemException.Field("n", $"n is '{text}'; it must be a whole number from 1 to {SizeMax}.");

    private static SearchSort SortOf(string? text)
    {
        var names = _sorts.Select(sort => sort.Name).ToArray();
        return text is null ? SearchSort.Relevance
            : Array.IndexOf(names, text) is var at and >= 0 ? _sorts[at].Sort
            : throw ProblemException.Field("sort", $"sort is '{text}'; it must be one of {string.Join(", ", names)}{NearestName.Question(text, names)}");
    }

    private static SearchCursor? CursorOf(string? text) => text is null ? null
        : SearchCursor.TryParse(text, out var cursor) ? cursor
        : throw ProblemException.Field("cursor", "cursor is none that an answer gave; leave it out for the first page.");

    private static bool FlagOf(SearchValues values, string name, bool fallback) => One(values, name) is not { } text ? fallback
        : bool.TryParse(text, out var flag) ? flag
        : throw ProblemException.Field(name, $"{name} is '{text}'; it must be true or false.");

    private static string? One(SearchValues values, string name) =>
        values.Texts.GetValueOrDefault(name, []) switch
        {
            [] => null,
            [var text] => text,
            var several => throw ProblemException.Field(name, $"{name} is given {several.Count} times."),
        };

    private readonly record struct SearchValues(IReadOnlyDictionary<string, IReadOnlyList<string>> Texts, FilterReader Filters);
}
