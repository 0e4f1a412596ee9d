using System.Buffers.Binary;
using StreamReco.Models.Binary;

namespace StreamReco.Models.Bots;

/// <summary>The durable form of a profile: 64 bytes, little-endian, version 1 (golden bytes in the tests).</summary>
public sealed partial class BotProfile
{
    /// <summary>Length of the durable form, bytes.</summary>
    public const int Bytes = 64;

    /// <summary>Bits of the time, to the year 2527.</summary>
    private const int TimeBits = 44;

    private const long TimeMask = (1L << TimeBits) - 1;

    internal void Write(StateWriter writer)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, (_lastMs & TimeMask) | ((long)_pathLength << TimeBits)); // what follows takes the upper 16 bits
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[6..], Clicks);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], _pauses.Low);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], _pauses.High);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], _touched);
        BinaryPrimitives.WriteSingleLittleEndian(bytes[32..], _rate);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[36..], _lastNumber);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[40..], _heavy);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[44..], _path);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[48..], _hours | ((uint)_touches << 24) | ((uint)_pathHits << 29));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[52..], _heavyCount);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[54..], _day);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[56..], Session);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[58..], Views);
        bytes[60] = _share;
        bytes[61] = (byte)_run;
        bytes[62] = (byte)_streak;
        bytes[63] = (byte)((int)Verdict | ((int)Decision << 2) | (_carts << 4));
        for (var at = 0; at < Bytes; at += sizeof(ulong))
        {
            writer.Fixed64(BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]));
        }
    }

    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    internal void Read(ref StateReader reader)
    {
        var bytes = reader.Bytes(Bytes);
        var time = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        (_lastMs, _pathLength) = (time & TimeMask, (byte)((time >> TimeBits) & 15));
        Clicks = BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]);
        _pauses.Low = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        _pauses.High = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        _touched = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);
        _rate = BinaryPrimitives.ReadSingleLittleEndian(bytes[32..]);
        _lastNumber = BinaryPrimitives.ReadUInt32LittleEndian(bytes[36..]);
        _heavy = BinaryPrimitives.ReadUInt32LittleEndian(bytes[40..]);
        _path = BinaryPrimitives.ReadUInt32LittleEndian(bytes[44..]);
        var hours = BinaryPrimitives.ReadUInt32LittleEndian(bytes[48..]);
        (_hours, _touches, _pathHits) = (hours & 0xFF_FFFF, (byte)((hours >> 24) & 31), (byte)(hours >> 29));
        _heavyCount = BinaryPrimitives.ReadUInt16LittleEndian(bytes[52..]);
        _day = BinaryPrimitives.ReadUInt16LittleEndian(bytes[54..]);
        Session = BinaryPrimitives.ReadUInt16LittleEndian(bytes[56..]);
        Views = BinaryPrimitives.ReadUInt16LittleEndian(bytes[58..]);
        (_share, _run, _streak) = (bytes[60], (sbyte)bytes[61], (sbyte)bytes[62]);
        (Verdict, Decision, _carts) = ((BotVerdict)(bytes[63] & 3), (BotDecision)((bytes[63] >> 2) & 3), (byte)(bytes[63] >> 4));
        if (Verdict > BotVerdict.Bot || Decision > BotDecision.Condemned)
        {
            throw new InvalidDataException("The profile of a user's clicks holds a value that is none.");
        }
    }
}
