extern alias schemas;

using schemas::Google.Protobuf.Reflection;

namespace StreamReco.Models.Framing;

/// <summary>A field of a message, as far as reading it needs.</summary>
/// <param name="Name">Its name in the schema.</param>
/// <param name="Type">What stands on the wire.</param>
/// <param name="IsRepeated">Whether it is a list, or a map.</param>
internal sealed record ProtobufField(string Name, FieldDescriptorProto.Type Type, bool IsRepeated)
{
    /// <summary>The message that it holds; null for other types.</summary>
    public ProtobufMessage? Message { get; set; }

    /// <summary>The names of its values by number, for an enumeration; null for other types.</summary>
    public IReadOnlyDictionary<int, string>? Symbols { get; init; }

    /// <summary>Whether several values may stand together behind one length.</summary>
    public bool IsPackable => IsRepeated && Type is not (FieldDescriptorProto.Type.TypeString or FieldDescriptorProto.Type.TypeBytes
        or FieldDescriptorProto.Type.TypeMessage or FieldDescriptorProto.Type.TypeGroup);
}

/// <summary>A message type.</summary>
/// <param name="FullName">Its name with the package in front.</param>
/// <param name="IsMapEntry">Whether it is one entry of a map.</param>
internal sealed record ProtobufMessage(string FullName, bool IsMapEntry)
{
    public Dictionary<int, ProtobufField> Fields { get; } = [];

    /// <summary>The message types inside it, in the order of the schema.</summary>
    public List<ProtobufMessage> Nested { get; } = [];
}
