using StreamReco.Models.Events;

namespace StreamReco.Models.Decoding;

/// <summary>Names that click files use besides those of events; training knows them, the stream does not.</summary>
internal interface IFileFieldNames
{
    /// <summary>The field of a name, its rank behind all names of events; <see cref="EventField.Unknown"/> for any other.</summary>
    NamedField Find(ReadOnlySpan<byte> name);

    /// <summary>The type of an event's name; <see cref="EventType.None"/> for one that is passed over.</summary>
    /// <param name="name">The name.</param>
    /// <param name="isOwn">Whether only names count that a person gave for these files.</param>
    /// <param name="type">The type.</param>
    bool TryType(ReadOnlySpan<char> name, bool isOwn, out EventType type);
}
