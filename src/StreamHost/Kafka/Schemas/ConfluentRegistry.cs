using System.Net;
using Confluent.SchemaRegistry;
using StreamReco.Models.Framing;
using RegistryException = Confluent.SchemaRegistry.SchemaRegistryException;
using SchemaReference = StreamReco.Models.Framing.SchemaReference;
using SchemaRegistryException = StreamReco.Models.Framing.SchemaRegistryException;

namespace StreamReco.StreamHost.Kafka.Schemas;

/// <summary>Confluent's Schema Registry, and what speaks its protocol (Apicurio, Karapace, Redpanda).</summary>
/// <param name="addresses">Its addresses, commas between.</param>
/// <param name="settings">Further settings of the client.</param>
internal sealed class ConfluentRegistry(string addresses, IReadOnlyDictionary<string, string> settings) : ISchemaRegistry
{
    private const string TimeoutMs = "5000";

    private readonly Lazy<CachedSchemaRegistryClient> _client = new(() => new CachedSchemaRegistryClient(
        new Dictionary<string, string>(settings) { ["schema.registry.url"] = addresses }
            .Append(KeyValuePair.Create("schema.registry.request.timeout.ms", TimeoutMs)).DistinctBy(one => one.Key)));

    public string Name => addresses;

    public SchemaText? Find(int id)
    {
        try
        {
            return FindAsync(id).GetAwaiter().GetResult(); // once an id: the fold has nothing to do before it knows
        }
        catch (RegistryException e) when (e.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
        catch (Exception e) when (e is RegistryException or HttpRequestException or TaskCanceledException or InvalidOperationException or ArgumentException)
        {
            throw new SchemaRegistryException(
                $"Schema {id} cannot be asked for at {addresses} (Schemas:Registry, Schemas:Client): {e.Message}", e);
        }
    }

    private async Task<SchemaText> FindAsync(int id)
    {
        var schema = await _client.Value.GetSchemaAsync(id).ConfigureAwait(false);
        var references = new List<SchemaReference>();
        await AddReferencesAsync(schema, references).ConfigureAwait(false);
        return new SchemaText(TypeOf(schema.SchemaType), schema.SchemaString) { References = references };
    }

    private async Task AddReferencesAsync(Schema schema, List<SchemaReference> references)
    {
        foreach (var reference in schema.References ?? [])
        {
            if (references.Exists(one => one.Name == reference.Name))
            {
                continue;
            }

            var referred = await _client.Value.GetRegisteredSchemaAsync(reference.Subject, reference.Version).ConfigureAwait(false);
            await AddReferencesAsync(referred.Schema, references).ConfigureAwait(false);
            references.Add(new SchemaReference(reference.Name, referred.SchemaString));
        }
    }

    private static string TypeOf(SchemaType type) => type switch
    {
        SchemaType.Avro => SchemaText.Avro,
        SchemaType.Protobuf => SchemaText.Protobuf,
        _ => SchemaText.Json,
    };
}
