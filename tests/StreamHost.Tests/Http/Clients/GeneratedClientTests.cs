using System.Text.Json;

namespace StreamReco.StreamHost.Tests.Http.Clients;

public sealed class GeneratedClientTests
{
    /// <summary>A shop's back end in the words of the generated client.</summary>
    private const string Shop =
        """
        using System.Collections.Generic;
        using System.Linq;
        using System.Net.Http;
        using System.Threading.Tasks;
        using Generated;

        public static class Shop
        {
            public static async Task<string[]> RunAsync(HttpClient http)
            {
                var client = new ShopClient(http);
                var one = await client.RecommendationsAsync("anna/1", 5, 0, null);
                var several = await client.RecommendationsForUsersAsync(
                    new RecommendationsRequest { User_ids = new[] { "anna/1", "nobody" }, N = 3 });
                var related = await client.RelatedAsync(new RelatedRequest { Items = new[] { "i41" }, N = 4 });
                var ranked = await client.RankAsync(new RankRequest { User_id = "anna/1", Items = new[] { "i55", "i15" } });
                var similar = await client.SimilarItemsAsync("i23", 5);
                var item = await client.ItemAsync("i7");
                var items = await client.ItemsAsync(10, 5, null, null);
                var ready = await client.ReadyAsync();
                var refused = "";
                try
                {
                    await client.RecommendationsAsync("anna/1", 11, null, null);
                }
                catch (ApiException<ProblemDetails> e)
                {
                    refused = e.StatusCode + " " + e.Result.Detail;
                }

                return new[]
                {
                    one.User_id + " " + one.Basis + " " + one.Recommendation.Items.Count + " " + one.Recommendation.Items.First().Rank,
                    string.Join(" ", several.Answers.Select(answer => answer.Basis + answer.Recommendation.Items.Count)),
                    related.Recommendation.Items.First().Item_id.Substring(0, 2),
                    ranked.Items.First().Item_id,
                    similar.Items.Count + " " + (similar.Items.First().Score > 0),
                    item.Item_id + " " + item.In_model,
                    items.Count + " " + items.All(one => one.In_model),
                    ready.Status,
                    refused,
                };
            }
        }
        """;

    [Fact]
    public async Task A_client_that_is_generated_from_the_document_compiles_and_is_answered()
    {
        await using var scene = await HttpScene.ReadyAsync();
        await scene.ClickAsync(("anna/1", "i11"), ("anna/1", "i12"));

        var client = await GeneratedClient.GenerateAsync(await scene.Client.GetStringAsync("/openapi/v1.json"));
        var run = GeneratedClient.Compile(client, Shop).GetType("Shop")!.GetMethod("RunAsync")!;
        var told = await (Task<string[]>)run.Invoke(null, [scene.Client])!;

        told.ShouldBe(
        [
            "anna/1 history 5 1",
            "history3 popular3",
            "i4",
            "i15",
            "5 True",
            "i7 True",
            "10 True",
            "ready",
            "400 n is '11'; it must be a whole number from 1 to 10, which is Rerank:Items.",
        ]);
    }

    [Fact]
    public async Task The_document_names_each_path_parameter_the_token_the_refusals_and_numbers_as_numbers()
    {
        await using var scene = await HttpScene.ListenAsync();

        var text = await scene.Client.GetStringAsync("/openapi/v1.json");
        var document = JsonDocument.Parse(text).RootElement;

        document.GetProperty("openapi").GetString().ShouldStartWith("3.0");
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                var named = operation.Value.TryGetProperty("parameters", out var parameters)
                    ? parameters.EnumerateArray().Where(one => one.GetProperty("in").GetString() == "path")
                        .Select(one => one.GetProperty("name").GetString()!).Order().ToList() : [];
                var inPath = System.Text.RegularExpressions.Regex.Matches(path.Name, @"\{(\w+)\}").Select(match => match.Groups[1].Value);
                string.Join(' ', named).ShouldBe(string.Join(' ', inPath.Order()), $"{operation.Name} {path.Name}");
                var responses = operation.Value.GetProperty("responses").EnumerateObject().Select(one => one.Name).ToList();
                var isGuarded = path.Name.StartsWith("/admin/") || path.Name.StartsWith("/v1/users/") || path.Name.StartsWith("/v1/audit")
                    || path.Name.StartsWith("/v1/identities");
                operation.Value.TryGetProperty("security", out _).ShouldBe(isGuarded, path.Name);
                (isGuarded ? (string[])["401"] : []).Except(responses).ShouldBeEmpty(path.Name);
                var isLimited = operation.Value.GetProperty("tags")[0].GetString() is "recommendations" or "items" or "events" or "users";
                (isLimited ? (string[])["400", "429", "503"] : []).Except(responses).ShouldBeEmpty(path.Name);
            }
        }

        document.GetProperty("components").GetProperty("securitySchemes").GetProperty("admin_token").GetProperty("scheme").GetString()
            .ShouldBe("bearer");
        Microsoft.OpenApi.OpenApiDocument.Parse(text, "json").Diagnostic!.Errors.Select(error => error.ToString()).ShouldBeEmpty();
        TextWhereNumbersBelong(document).ShouldBeEmpty();
    }

    /// <summary>Schemas that take a number or a text with a number in it: what the web defaults of JSON make of every number.</summary>
    private static IEnumerable<string> TextWhereNumbersBelong(JsonElement document) =>
        document.GetProperty("components").GetProperty("schemas").EnumerateObject().SelectMany(schema =>
            schema.Value.TryGetProperty("properties", out var properties) ? properties.EnumerateObject()
                .Where(one => one.Value.TryGetProperty("pattern", out var pattern) && pattern.GetString()!.StartsWith("^-?(?:0|", StringComparison.Ordinal))
                .Select(one => $"{schema.Name}.{one.Name}") : []);
}
