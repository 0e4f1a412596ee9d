using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace StreamReco.Models.Binary;

/// <summary>Reads what <see cref="StateWriter"/> wrote.</summary>
/// <exception cref="InvalidDataException">Thrown by every method when the bytes end early or make no sense.</exception>
public ref struct StateReader(ReadOnlySpan<byte> input)
{
    private ReadOnlySpan<byte> _rest = input;

    public readonly bool AtEnd => _rest.IsEmpty;

    /// <summary>Bytes that are left.</summary>
    public readonly int Left => _rest.Length;

    public byte Byte() => Take(1)[0];

    public ulong Unsigned()
    {
        if (!_rest.IsEmpty && _rest[0] is < 0x80 and var small)
        {
            _rest = _rest[1..];
            return small; // as most are
        }

        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("A variable-length integer of the state is longer than ten bytes.");
    }

    public long Signed()
    {
        var raw = Unsigned();
        return (long)(raw >> 1) ^ -(long)(raw & 1);
    }

    /// <summary>A count that is used to size memory, refused above <paramref name="limit"/>.</summary>
    public int Count(int limit)
    {
        var value = Unsigned();
        return value <= (ulong)limit
            ? (int)value
            : throw new InvalidDataException($"The state claims {value} elements where at most {limit} can be.");
    }

    public ulong Fixed64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public void Fixed64s(Span<ulong> values)
    {
        if (BitConverter.IsLittleEndian)
        {
            Take(values.Length * sizeof(ulong)).CopyTo(MemoryMarshal.AsBytes(values));
            return;
        }

        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Fixed64();
        }
    }

    public uint Fixed32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public float Float() => BinaryPrimitives.ReadSingleLittleEndian(Take(4));

    public void Floats(Span<float> values)
    {
        if (BitConverter.IsLittleEndian)
        {
            Take(values.Length * sizeof(float)).CopyTo(MemoryMarshal.AsBytes(values));
            return;
        }

        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Float();
        }
    }

    /// <summary>The next bytes, as they stand.</summary>
    public ReadOnlySpan<byte> Bytes(int length) => Take(length);

    /// <summary>All that is left.</summary>
    public ReadOnlySpan<byte> Rest() => Take(_rest.Length);

    /// <summary>The bytes of a text, UTF-8.</summary>
    public ReadOnlySpan<byte> Utf8() => Take(Count(1 << 20));

    public string Text() => Encoding.UTF8.GetString(Take(Count(1 << 20)));

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _rest.Length)
        {
            throw new InvalidDataException($"The state ends {length - _rest.Length} bytes early.");
        }

        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
