using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace StreamReco.Models.Binary;

/// <summary>
/// Writes values as <see cref="StateWriter"/> does, into memory that is there: for many small values in a row, of which the largest sum of
/// lengths is known.
/// </summary>
/// <param name="output">Takes them; room for all of them.</param>
internal ref struct SpanWriter(Span<byte> output)
{
    /// <summary>The longest number.</summary>
    public const int NumberBytesMax = 10;

    private readonly Span<byte> _output = output;

    /// <summary>Bytes written.</summary>
    public int Written { get; private set; }

    /// <summary>The longest a text of so many chars can become.</summary>
    public static int TextBytesMax(int chars) => NumberBytesMax + Encoding.UTF8.GetMaxByteCount(chars);

    /// <summary>A signed number as it is written: small ones of either sign stay small.</summary>
    public static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    public void Byte(byte value) => _output[Written++] = value;

    public void Unsigned(ulong value)
    {
        while (value >= 0x80)
        {
            _output[Written++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _output[Written++] = (byte)value;
    }

    public void Signed(long value) => Unsigned(ZigZag(value));

    public void Float(float value)
    {
        BinaryPrimitives.WriteSingleLittleEndian(_output[Written..], value);
        Written += sizeof(float);
    }

    public void Fixed64s(ReadOnlySpan<ulong> values)
    {
        if (BitConverter.IsLittleEndian)
        {
            Bytes(MemoryMarshal.AsBytes(values));
            return;
        }

        foreach (var value in values)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(_output[Written..], value);
            Written += sizeof(ulong);
        }
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        value.CopyTo(_output[Written..]);
        Written += value.Length;
    }

    public void Text(ReadOnlySpan<char> value)
    {
        Unsigned((ulong)Encoding.UTF8.GetByteCount(value));
        Written += Encoding.UTF8.GetBytes(value, _output[Written..]);
    }
}
