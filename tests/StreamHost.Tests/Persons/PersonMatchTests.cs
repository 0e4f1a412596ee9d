using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using StreamReco.Models.Framing;
using StreamReco.Stages;
using StreamReco.Stages.Privacy;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Persons;

namespace StreamReco.StreamHost.Tests.Persons;

/// <summary>Which records of the topics are a person's: also those that no key and no JSON names.</summary>
public sealed class PersonMatchTests : IDisposable
{
    private const int Avro = 1;
    private const int Json = 2;
    private const int Protobuf = 3;
    private const int Unknown = 9;

    private readonly TemporaryFolder _folder = new();

    public PersonMatchTests()
    {
        File.WriteAllText(
            Path.Combine(_folder.Path, $"{Avro}.avsc"), """{"type":"record","name":"E","fields":[{"name":"user_id","type":"string"}]}""");
        File.WriteAllText(Path.Combine(_folder.Path, $"{Json}.schema.json"), """{"type":"object"}""");
        File.WriteAllText(Path.Combine(_folder.Path, $"{Protobuf}.proto"), "syntax = \"proto3\"; message E { string user_id = 1; }");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("anna", true)]
    [InlineData("cook", true)] // a linked id
    [InlineData("benn", false)]
    public void A_framed_record_is_read_by_its_schema(string id, bool isTheirs)
    {
        var person = Person(["cook"]);

        foreach (var value in (byte[][])[AvroOf(id), JsonOf(id), ProtobufOf(id)])
        {
            person.Names(Record("other", value)).ShouldBe(isTheirs);
            using var json = JsonDocument.Parse(person.JsonOf(value)!);
            json.RootElement.GetProperty("user_id").GetString().ShouldBe(id);
        }

        person.Unread.ShouldBe(0);
    }

    [Fact]
    public void Framed_records_that_cannot_be_read_are_counted_and_known_by_their_key()
    {
        var person = Person([]);

        person.Names(Record("other", Framed(Unknown, "anna"u8))).ShouldBeFalse();
        person.Names(Record("anna", Framed(Unknown, "?"u8))).ShouldBeTrue();

        person.Unread.ShouldBe(1);
        person.UnreadBecause.ShouldNotBeNull().ShouldContain("there is no schema 9");
        var without = PersonMatch.Of("anna", "anna", [], new PipelineOptions());
        without.Names(Record("other", AvroOf("anna"))).ShouldBeFalse();
        without.UnreadBecause.ShouldNotBeNull().ShouldContain("Schemas:Folder");
    }

    [Fact]
    public void A_click_that_was_carried_to_the_person_is_theirs_and_so_is_one_under_a_linked_id()
    {
        var person = Person(["cookie"]);
        var click = """{"user_id":"cookie"}"""u8.ToArray();

        person.Names(Record("stranger", """{"user_id":"stranger"}"""u8.ToArray(), to: "anna")).ShouldBeTrue();
        person.Names(Record("stranger", """{"user_id":"stranger"}"""u8.ToArray(), to: "bennett")).ShouldBeFalse();
        person.Names(Record("cookie", click)).ShouldBeTrue();
        person.Names(Record("key", click)).ShouldBeTrue();
        Person([]).Names(Record("cookie", click)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"userId":"anna","anonymousId":"other"}""", true)]
    [InlineData("""{"userId":"bert","anonymousId":"cookie"}""", false)] // a linked id beside another user's is that user's
    [InlineData("""{"anonymousId":"cookie","userId":"bert"}""", false)]
    [InlineData("""{"userId":"bert","client_id":"anna"}""", true)]
    [InlineData("""{"userId":"","anonymousId":"cookie"}""", true)]
    [InlineData("""{"userId":null,"anonymousId":"cookie"}""", true)]
    [InlineData("""{"user_id":"\u0061nna"}""", true)]
    [InlineData("""{"item_id":"anna"}""", false)]
    [InlineData("""{"userId":"bert","context":[{"customer_id":"anna"}]}""", true)]
    [InlineData("""{"userId":"bert","context":{"uid":"cookie"}}""", true)] // an object of its own
    public void A_field_names_the_person_beside_what_stands_in_the_same_object(string json, bool isTheirs) =>
        Person(["cookie"]).Names(Record("key", Encoding.UTF8.GetBytes(json))).ShouldBe(isTheirs);

    [Fact]
    public void With_pseudonyms_a_linked_id_is_known_by_its_hash_alone()
    {
        var key = Path.Combine(_folder.Path, "key");
        File.WriteAllText(key, Convert.ToBase64String(Enumerable.Repeat((byte)7, 48).ToArray()));
        var options = new PipelineOptions();
        options.Privacy.PseudonymKeyFile = key;
        var hashes = Pseudonymizer.Open(options.Privacy)!;

        var person = PersonMatch.Of("anna", hashes.Of("anna"), [hashes.Of("cookie")], options);

        person.Names(Record("cookie", "{}"u8.ToArray())).ShouldBeTrue();
        person.Names(Record("key", """{"anonymousId":"cookie"}"""u8.ToArray())).ShouldBeTrue();
        person.Names(Record(hashes.Of("cookie"), "{}"u8.ToArray())).ShouldBeTrue();
        person.Names(Record("biscuit", """{"anonymousId":"biscuit"}"""u8.ToArray())).ShouldBeFalse();
    }

    private static byte[] AvroOf(string id) => Framed(Avro, [(byte)(id.Length * 2), .. Encoding.UTF8.GetBytes(id)]);

    private static byte[] JsonOf(string id) => Framed(Json, Encoding.UTF8.GetBytes($$"""{"user_id":"{{id}}"}"""));

    /// <summary>The 0 in front names the first message of the file.</summary>
    private static byte[] ProtobufOf(string id) => Framed(Protobuf, [0, 0x0A, (byte)id.Length, .. Encoding.UTF8.GetBytes(id)]);

    private static byte[] Framed(int schema, ReadOnlySpan<byte> body)
    {
        var record = new byte[5 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(record.AsSpan(1), schema);
        body.CopyTo(record.AsSpan(5));
        return record;
    }

    private static LogRecord Record(string key, byte[] value, string? to = null) => new(
        0, 0, Encoding.UTF8.GetBytes(key), value,
        to is null ? null : [KeyValuePair.Create(ControlHeaders.Forwarded, Encoding.UTF8.GetBytes(to))]);

    private PersonMatch Person(IReadOnlyCollection<string> linked)
    {
        var options = new PipelineOptions();
        options.UseSchemas(new SchemaFolder(_folder.Path, registry: null, TimeProvider.System));
        return PersonMatch.Of("anna", "anna", linked, options);
    }
}
