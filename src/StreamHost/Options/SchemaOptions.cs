namespace StreamReco.StreamHost.Options;

/// <summary>Schemas of records in the framing of Schema Registry: Avro, Protobuf and JSON. Both empty: such records are rejected.</summary>
public sealed class SchemaOptions
{
    /// <summary>
    /// A folder of schemas, a file an id (<c>7.avsc</c>, <c>7.proto</c>, <c>7.schema.json</c>). With a registry, what it answers is kept
    /// here, so that a replay does not depend on it.
    /// </summary>
    public string Folder { get; set; } = "";

    /// <summary>The address of a Schema Registry, <c>http://host:8081</c>; several with commas between.</summary>
    public string Registry { get; set; } = "";

    /// <summary>Further settings of the registry's client, for instance <c>schema.registry.basic.auth.user.info</c>; passed through as they are.</summary>
    public Dictionary<string, string> Client { get; set; } = [];

    /// <summary>The faults of these settings, a sentence each.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        if (Folder.Length > 0 && Registry.Length == 0 && !Directory.Exists(Folder))
        {
            faults.Add($"Schemas:Folder is '{Folder}', which is no folder; without Schemas:Registry it must hold the schemas.");
        }

        foreach (var address in Registry.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            {
                faults.Add($"Schemas:Registry is '{Registry}'; '{address}' must be an address such as http://host:8081.");
            }
        }

        if (Client.Count > 0 && Registry.Length == 0)
        {
            faults.Add($"Schemas:Client:{Client.Keys.First()} is set, but Schemas:Registry is empty; set the registry's address.");
        }

        return faults;
    }
}
