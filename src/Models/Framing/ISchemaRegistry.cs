namespace StreamReco.Models.Framing;

/// <summary>A service that knows schemas by id.</summary>
public interface ISchemaRegistry
{
    /// <summary>Where it is, for messages.</summary>
    string Name { get; }

    /// <summary>Asks for a schema and all that it refers to.</summary>
    /// <returns>The schema, or null if the registry has none of this id.</returns>
    /// <exception cref="SchemaRegistryException">The registry cannot be asked.</exception>
    SchemaText? Find(int id);
}
