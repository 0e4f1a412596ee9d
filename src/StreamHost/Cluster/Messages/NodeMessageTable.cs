using System.Collections.Frozen;
using StreamReco.StreamHost.Cluster.Joining;

namespace StreamReco.StreamHost.Cluster.Messages;

/// <summary>All messages between nodes. Made once, before the system starts; two of one type or name are refused.</summary>
internal sealed class NodeMessageTable
{
    /// <summary>Messages of the cluster itself.</summary>
    private static readonly NodeMessage[] _own =
    [
        NodeMessage.Json<QueryMembership>("ask-standing", 1),
        NodeMessage.Json<MembershipStatus>("standing", 1),
    ];

    private readonly FrozenDictionary<Type, NodeMessage> _byType;
    private readonly FrozenDictionary<string, Func<byte[], object>> _readers;

    /// <param name="messages">Messages beside those of the cluster itself.</param>
    /// <exception cref="ArgumentException">Two have one type, or one manifest.</exception>
    public NodeMessageTable(params IEnumerable<NodeMessage> messages)
    {
        NodeMessage[] all = [.. _own, .. messages];
        _byType = all.ToDictionary(message => message.Type).ToFrozenDictionary();
        _readers = all.SelectMany(message => message.Earlier
                .Select(earlier => (Manifest: $"{message.Name}-{earlier.Key}", Read: earlier.Value))
                .Append((message.Manifest, message.Read)))
            .ToDictionary(reader => reader.Manifest, reader => reader.Read, StringComparer.Ordinal)
            .ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The types that go by this table.</summary>
    public IReadOnlyList<Type> Types => _byType.Keys;

    /// <exception cref="ArgumentException">The type was not registered: its author forgot, and no node could read it.</exception>
    public NodeMessage Of(object message) => _byType.TryGetValue(message.GetType(), out var found)
        ? found : throw new ArgumentException($"{message.GetType().FullName} is no registered message between nodes.", nameof(message));

    /// <exception cref="InvalidDataException">The sender is of a version of the program that this one does not know, or the bytes are broken.</exception>
    public object Read(byte[] bytes, string manifest) => _readers.TryGetValue(manifest, out var read)
        ? read(bytes) : throw new InvalidDataException(
            $"A node sent '{manifest}', which this version of the program does not know; it knows {string.Join(", ", _readers.Keys.Order())}. "
            + "Nodes of one cluster may be one version apart.");
}
