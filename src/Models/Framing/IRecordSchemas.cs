namespace StreamReco.Models.Framing;

/// <summary>Schemas by the ids that framed records name. Thread-safe.</summary>
public interface IRecordSchemas
{
    /// <summary>The schema of an id.</summary>
    /// <exception cref="RecordSchemaException">There is none, or it cannot be used: the record is rejected.</exception>
    /// <exception cref="SchemaRegistryException">Nobody can say now: the record is read again later.</exception>
    IRecordSchema Get(int id);
}
