using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using StreamReco.Models.Framing;
using StreamReco.StreamHost.Kafka.Schemas;

namespace StreamReco.StreamHost.Tests.Kafka.Schemas;

/// <summary>The client of Schema Registry against a server that answers as its REST interface is documented.</summary>
public sealed class ConfluentRegistryTests
{
    private const string Item = """{"type":"record","name":"Item","namespace":"shop","fields":[{"name":"item_id","type":"string"}]}""";

    [Fact]
    public async Task A_schema_comes_with_all_that_it_refers_to()
    {
        await using var server = await ServeAsync();

        var text = new ConfluentRegistry(server.Urls.Single(), new Dictionary<string, string>()).Find(7).ShouldNotBeNull();

        text.Type.ShouldBe(SchemaText.Avro);
        text.Text.ShouldBe("""{"type":"array","items":"shop.Item"}""");
        text.References.ShouldBe([new SchemaReference("shop.Item", Item)]);
        text.Compile();
    }

    [Fact]
    public async Task A_protobuf_schema_is_told_apart()
    {
        await using var server = await ServeAsync();

        new ConfluentRegistry(server.Urls.Single(), new Dictionary<string, string>()).Find(8).ShouldNotBeNull().Type.ShouldBe(SchemaText.Protobuf);
    }

    [Fact]
    public async Task An_unknown_id_is_null_and_a_server_that_cannot_answer_decides_nothing()
    {
        await using var server = await ServeAsync();
        var registry = new ConfluentRegistry(server.Urls.Single(), new Dictionary<string, string>());
        registry.Find(404).ShouldBeNull();
        Should.Throw<SchemaRegistryException>(() => registry.Find(500));
        await server.StopAsync();

        Should.Throw<SchemaRegistryException>(() => registry.Find(9)).Message.ShouldContain("Schemas:Registry");
    }

    [Fact]
    public async Task Settings_of_the_client_are_passed_through()
    {
        await using var server = await ServeAsync(user: "shop:secret");
        Should.Throw<SchemaRegistryException>(() => new ConfluentRegistry(server.Urls.Single(), new Dictionary<string, string>()).Find(7));

        new ConfluentRegistry(
            server.Urls.Single(), new Dictionary<string, string> { ["schema.registry.basic.auth.user.info"] = "shop:secret" }).Find(7).ShouldNotBeNull();
    }

    private static async Task<WebApplication> ServeAsync(string? user = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet("/schemas/ids/{id:int}", (int id, HttpRequest request) => (id, request.Headers.Authorization.ToString()) switch
        {
            var (_, said) when user is not null && said != $"Basic {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(user))}" =>
                Error(401, 40101),
            (7, _) => Schema("""{"schema":"{\"type\":\"array\",\"items\":\"shop.Item\"}","references":[{"name":"shop.Item","subject":"item","version":2}]}"""),
            (8, _) => Schema("""{"schemaType":"PROTOBUF","schema":"syntax = \"proto3\"; message Click { string id = 1; }"}"""),
            (500, _) => Error(500, 50001),
            _ => Error(404, 40403),
        });
        app.MapGet("/subjects/item/versions/2", () => Schema(
            $$"""{"subject":"item","version":2,"id":3,"schema":{{System.Text.Json.JsonSerializer.Serialize(Item)}}}"""));
        await app.StartAsync();
        return app;
    }

    private static IResult Schema(string json) => Results.Text(json, "application/vnd.schemaregistry.v1+json");

    private static IResult Error(int status, int code) => Results.Text(
        string.Create(CultureInfo.InvariantCulture, $$"""{"error_code":{{code}},"message":"said by the server"}"""),
        "application/vnd.schemaregistry.v1+json", statusCode: status);
}
