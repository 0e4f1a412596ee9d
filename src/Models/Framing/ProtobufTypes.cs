extern alias schemas;

using schemas::Google.Protobuf.Reflection;

namespace StreamReco.Models.Framing;

/// <summary>The message types of a Protobuf schema and of what it imports.</summary>
internal static class ProtobufTypes
{
    private const string Main = "schema.proto";

    /// <returns>The message types of the schema itself, in its order.</returns>
    /// <exception cref="RecordSchemaException">The text is no schema.</exception>
    public static IReadOnlyList<ProtobufMessage> Parse(SchemaText text)
    {
        var set = new FileDescriptorSet();
        foreach (var reference in text.References)
        {
            set.Add(reference.Name, includeInOutput: false, new StringReader(reference.Text));
        }

        set.Add(Main, includeInOutput: true, new StringReader(text.Text));
        set.Process();
        if (set.GetErrors().FirstOrDefault(error => error.IsError) is { } error)
        {
            throw new RecordSchemaException($"its schema is no Protobuf schema: line {error.LineNumber}: {error.Message}");
        }

        var messages = new Dictionary<string, (ProtobufMessage Message, DescriptorProto Source)>(StringComparer.Ordinal);
        var enums = new Dictionary<string, Dictionary<int, string>>(StringComparer.Ordinal);
        List<ProtobufMessage> main = [];
        foreach (var file in set.Files)
        {
            var prefix = string.IsNullOrEmpty(file.Package) ? "" : $".{file.Package}";
            var made = file.MessageTypes.ConvertAll(type => Declare(type, prefix, messages, enums));
            file.EnumTypes.ForEach(type => enums[$"{prefix}.{type.Name}"] = SymbolsOf(type));
            main = file.Name == Main ? made : main;
        }

        foreach (var (message, source) in messages.Values)
        {
            source.Fields.ForEach(field => message.Fields[field.Number] = FieldOf(field, messages, enums));
        }

        return main.Count > 0 ? main : throw new RecordSchemaException("its schema has no message");
    }

    private static ProtobufMessage Declare(
        DescriptorProto type, string prefix, Dictionary<string, (ProtobufMessage Message, DescriptorProto Source)> messages,
        Dictionary<string, Dictionary<int, string>> enums)
    {
        var name = $"{prefix}.{type.Name}";
        var message = new ProtobufMessage(name[1..], type.Options?.MapEntry == true);
        messages[name] = (message, type);
        message.Nested.AddRange(type.NestedTypes.Select(nested => Declare(nested, name, messages, enums)));
        type.EnumTypes.ForEach(nested => enums[$"{name}.{nested.Name}"] = SymbolsOf(nested));
        return message;
    }

    private static Dictionary<int, string> SymbolsOf(EnumDescriptorProto type) =>
        type.Values.DistinctBy(value => value.Number).ToDictionary(value => value.Number, value => value.Name); // aliases share a number

    private static ProtobufField FieldOf(
        FieldDescriptorProto field, Dictionary<string, (ProtobufMessage Message, DescriptorProto Source)> messages,
        Dictionary<string, Dictionary<int, string>> enums) =>
        new(field.Name, field.type, field.label == FieldDescriptorProto.Label.LabelRepeated)
        {
            Message = messages.TryGetValue(field.TypeName ?? "", out var found) ? found.Message : null,
            Symbols = enums.GetValueOrDefault(field.TypeName ?? ""),
        };
}
