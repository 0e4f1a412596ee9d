using System.Buffers;
using StreamReco.Models.Binary;
using StreamReco.Models.Users;

namespace StreamReco.Stages.Records;

/// <summary>
/// What became of the link of an anonymous id, as the log of the partition with the user's state has it: the value of a
/// control record, binary. With a new link it brings what was done under the id.
/// </summary>
/// <param name="State">How the link stands now.</param>
/// <param name="Anonymous">The anonymous id, as the state knows it.</param>
/// <param name="User">The user, likewise.</param>
/// <param name="From">The partition of the anonymous id's state.</param>
/// <param name="Offset">Offset there of the record that changed the link: a repeat of the same is passed over.</param>
/// <param name="Hops">Partitions that forwarded it because the user is linked elsewhere.</param>
/// <param name="History">The state under the anonymous id, by <see cref="UserStateCodec"/>; empty where there is none to move.</param>
public sealed record MergeRecord(
    LinkState State, string Anonymous, string User, int From, long Offset, int Hops, ReadOnlyMemory<byte> History)
{
    private const byte Version = 1;

    /// <summary>Times that a record is forwarded: two ids that point to each other are not a circle.</summary>
    public const int HopsMax = 2;

    /// <summary>The word of the header's value.</summary>
    public string Name => State switch
    {
        LinkState.Current => "merge",
        LinkState.Moved => "moved",
        _ => "unlinked",
    };

    /// <summary>The record's value.</summary>
    public byte[] ToBytes()
    {
        var output = new ArrayBufferWriter<byte>(History.Length + 128);
        var writer = new StateWriter(output);
        writer.Byte(Version);
        writer.Byte((byte)State);
        writer.Text(Anonymous);
        writer.Text(User);
        writer.Signed(From);
        writer.Signed(Offset);
        writer.Byte((byte)Hops);
        writer.Bytes(History.Span);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote; null for anything else.</summary>
    public static MergeRecord? Read(ReadOnlySpan<byte> value)
    {
        try
        {
            var reader = new StateReader(value);
            if (reader.Byte() != Version)
            {
                return null;
            }

            var record = new MergeRecord(
                (LinkState)reader.Byte(), reader.Text(), reader.Text(), (int)reader.Signed(), reader.Signed(), reader.Byte(), reader.Rest().ToArray());
            return record.State is LinkState.Current or LinkState.Moved or LinkState.Unlinked && record.User.Length > 0 ? record : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
