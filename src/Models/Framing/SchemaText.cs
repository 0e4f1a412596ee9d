namespace StreamReco.Models.Framing;

/// <summary>A schema as its author wrote it.</summary>
/// <param name="Type"><c>AVRO</c>, <c>PROTOBUF</c> or <c>JSON</c>, in Schema Registry's words.</param>
/// <param name="Text">The schema.</param>
public sealed record SchemaText(string Type, string Text)
{
    public const string Avro = "AVRO";
    public const string Protobuf = "PROTOBUF";
    public const string Json = "JSON";

    /// <summary>The schemas that it refers to, each after those that it refers to itself: Avro's named types, Protobuf's imports.</summary>
    public IReadOnlyList<SchemaReference> References { get; init; } = [];

    /// <summary>The reader of records that were written with it.</summary>
    /// <exception cref="RecordSchemaException">The text is no schema of its type.</exception>
    public IRecordSchema Compile() => Type switch
    {
        Avro => AvroRecordSchema.Parse(this),
        Protobuf => ProtobufRecordSchema.Parse(this),
        Json => new JsonRecordSchema(),
        _ => throw new RecordSchemaException($"Schemas of type {Type} are not known; there are {Avro}, {Protobuf} and {Json}."),
    };
}

/// <summary>A schema that another one refers to.</summary>
/// <param name="Name">Its name there: a full name in Avro, the path of an import in Protobuf.</param>
/// <param name="Text">The schema.</param>
public sealed record SchemaReference(string Name, string Text);
