using Akka.Actor;
using Akka.Serialization;

namespace StreamReco.StreamHost.Cluster.Messages;

/// <summary>
/// The bytes of messages between nodes, by a table of types. Akka.NET's default is JSON by reflection with the type's
/// full name inside: 80 to 160 µs a question, and a renamed class breaks a rolling restart.
/// </summary>
internal sealed class NodeMessageSerializer(ExtendedActorSystem system, NodeMessageTable table) : SerializerWithStringManifest(system)
{
    /// <summary>Stands in front of every message; never changes. Akka.NET keeps 0 to 40.</summary>
    public const int Number = 5201;

    public override int Identifier => Number;

    /// <summary>Binds the table's types to this serializer.</summary>
    public static SerializationSetup Setup(NodeMessageTable table) => SerializationSetup.Create(system =>
        [SerializerDetails.Create("streamreco-messages", new NodeMessageSerializer(system, table), [.. table.Types])]);

    public override string Manifest(object o) => table.Of(o).Manifest;

    public override byte[] ToBinary(object obj) => table.Of(obj).Write(obj);

    public override object FromBinary(byte[] bytes, string manifest) => table.Read(bytes, manifest);
}
