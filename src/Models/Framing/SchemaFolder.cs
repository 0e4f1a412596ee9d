using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using StreamReco.Models.Files;

namespace StreamReco.Models.Framing;

/// <summary>
/// Schemas in a folder, a file an id: <c>7.avsc</c>, <c>7.proto</c>, <c>7.schema.json</c>, or <c>7.json</c>, which also holds what the
/// schema refers to. With a registry, what the folder lacks is asked for once and kept there, so that a replay needs the folder
/// alone. A schema of an id never changes: what was read of it holds as long as the process.
/// </summary>
/// <param name="folder">The folder; null to keep schemas in memory alone.</param>
/// <param name="registry">Asked for what the folder lacks; null asks nobody.</param>
/// <param name="time">The clock, for ids that nobody knows.</param>
public sealed class SchemaFolder(string? folder, ISchemaRegistry? registry, TimeProvider time) : IRecordSchemas
{
    /// <summary>An id that nobody knows is asked for again after so long: a sender of rubbish must not become load for the registry.</summary>
    private static readonly TimeSpan _unknownFor = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<int, IRecordSchema> _known = new();
    private readonly ConcurrentDictionary<int, Refusal> _refused = new();

    public IRecordSchema Get(int id)
    {
        if (_known.TryGetValue(id, out var schema))
        {
            return schema;
        }

        if (_refused.TryGetValue(id, out var earlier) && time.GetElapsedTime(earlier.At) < _unknownFor)
        {
            throw new RecordSchemaException(earlier.Why);
        }

        try
        {
            return _known[id] = Find(id).Compile();
        }
        catch (RecordSchemaException e)
        {
            _refused[id] = new Refusal(e.Message, time.GetTimestamp());
            throw;
        }
    }

    private SchemaText Find(int id)
    {
        try
        {
            if (folder is not null && Read(folder, id) is { } kept)
            {
                return kept;
            }

            if (registry?.Find(id) is not { } found)
            {
                throw new RecordSchemaException(
                    $"there is no schema {id}{(folder is null ? "" : $" in {folder} (Schemas:Folder)")}"
                    + $"{(registry is null ? "" : $" at {registry.Name} (Schemas:Registry)")}");
            }

            Keep(id, found);
            return found;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SchemaRegistryException($"Schema {id} cannot be read or kept in {folder} (Schemas:Folder): {e.Message}", e);
        }
    }

    private static SchemaText? Read(string folder, int id)
    {
        string PathOf(string extension) => Path.Combine(folder, $"{id}{extension}");
        if (File.Exists(PathOf(".json")))
        {
            return Parse(PathOf(".json"));
        }

        foreach (var (extension, type) in new[] { (".avsc", SchemaText.Avro), (".proto", SchemaText.Protobuf), (".schema.json", SchemaText.Json) })
        {
            if (File.Exists(PathOf(extension)))
            {
                return new SchemaText(type, File.ReadAllText(PathOf(extension)));
            }
        }

        return null;
    }

    private static SchemaText Parse(string path)
    {
        try
        {
            var file = JsonSerializer.Deserialize(File.ReadAllBytes(path), SchemaFileJson.Default.SchemaFile)!;
            return new SchemaText(file.SchemaType, file.Schema)
            {
                References = [.. (file.References ?? []).Select(one => new SchemaReference(one.Name, one.Schema))],
            };
        }
        catch (JsonException e)
        {
            throw new RecordSchemaException($"{path} is no schema file (schemaType, schema, references): {e.Message}", e);
        }
    }

    private void Keep(int id, SchemaText text)
    {
        if (folder is null)
        {
            return;
        }

        var file = new SchemaFile(text.Type, text.Text, [.. text.References.Select(one => new SchemaFileReference(one.Name, one.Text))]);
        Directory.CreateDirectory(folder);
        WholeFile.WriteShared(
            Path.Combine(folder, $"{id}.json"), JsonSerializer.SerializeToUtf8Bytes(file, SchemaFileJson.Default.SchemaFile));
    }

    private readonly record struct Refusal(string Why, long At);
}

/// <summary>A schema as a file, in the words of Schema Registry's own answers.</summary>
internal sealed record SchemaFile(string SchemaType, string Schema, IReadOnlyList<SchemaFileReference>? References = null);

/// <summary>What a schema refers to, whole.</summary>
internal sealed record SchemaFileReference(string Name, string Schema);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true, WriteIndented = true)]
[JsonSerializable(typeof(SchemaFile))]
internal sealed partial class SchemaFileJson : JsonSerializerContext;
