using System.Text;
using System.Text.Json;
using StreamReco.Models.Framing;
using StreamReco.TestKit.Time;

namespace StreamReco.Models.Tests.Framing;

public sealed class SchemaFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streamreco-schemas-").FullName;
    private readonly ManualTimeProvider _time = new();
    private readonly FakeRegistry _registry = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_the_registry_said_is_kept_and_read_without_it()
    {
        _registry.Known[7] = new SchemaText(SchemaText.Avro, """{"type":"array","items":"shop.Id"}""")
        {
            References = [new SchemaReference("shop.Id", """{"type":"fixed","name":"Id","namespace":"shop","size":1}""")],
        };
        Json(new SchemaFolder(_folder, _registry, _time)).ShouldBe("""["AQ=="]""");

        _registry.IsAway = true;

        Json(new SchemaFolder(_folder, _registry, _time)).ShouldBe("""["AQ=="]""");
        Directory.GetFiles(_folder).Select(Path.GetFileName).ShouldBe(["7.json"]);
    }

    [Fact]
    public void A_registry_that_is_away_decides_nothing()
    {
        var folder = new SchemaFolder(_folder, _registry, _time);
        _registry.IsAway = true;
        Should.Throw<SchemaRegistryException>(() => folder.Get(7));
        _registry.IsAway = false;
        _registry.Known[7] = new SchemaText(SchemaText.Json, "{}");

        folder.Get(7).ShouldNotBeNull();
    }

    [Fact]
    public void An_id_that_nobody_knows_is_asked_for_again_after_a_while()
    {
        var folder = new SchemaFolder(null, _registry, _time);
        for (var record = 0; record < 100; record++)
        {
            Should.Throw<RecordSchemaException>(() => folder.Get(7)).Message.ShouldBe("there is no schema 7 at a registry (Schemas:Registry)");
        }

        _registry.Asked.ShouldBe(1);
        _registry.Known[7] = new SchemaText(SchemaText.Json, "{}");
        Should.Throw<RecordSchemaException>(() => folder.Get(7));
        _time.Advance(TimeSpan.FromSeconds(31));

        folder.Get(7).ShouldNotBeNull();
        folder.Get(7);
        _registry.Asked.ShouldBe(2);
    }

    [Fact]
    public void A_file_that_is_no_schema_file_is_named()
    {
        File.WriteAllText(Path.Combine(_folder, "7.json"), """{"schemaType":"AVRO"}""");

        Should.Throw<RecordSchemaException>(() => new SchemaFolder(_folder, null, _time).Get(7)).Message.ShouldContain("7.json is no schema file");
    }

    private static string Json(SchemaFolder schemas)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            schemas.Get(7).Write([2, 1, 0], json);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private sealed class FakeRegistry : ISchemaRegistry
    {
        public string Name => "a registry";

        public Dictionary<int, SchemaText> Known { get; } = [];

        public bool IsAway { get; set; }

        public int Asked { get; private set; }

        public SchemaText? Find(int id)
        {
            Asked++;
            return IsAway ? throw new SchemaRegistryException("away") : Known.GetValueOrDefault(id);
        }
    }
}
