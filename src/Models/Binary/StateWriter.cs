using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace StreamReco.Models.Binary;

/// <summary>
/// Writes the primitive values of durable state: LEB128 variable-length integers (zigzag where signed), little-endian
/// floats, UTF-8 strings with their byte length in front.
/// </summary>
public ref struct StateWriter(IBufferWriter<byte> output)
{
    private readonly IBufferWriter<byte> _output = output;

    public readonly void Byte(byte value)
    {
        _output.GetSpan(1)[0] = value;
        _output.Advance(1);
    }

    public readonly void Unsigned(ulong value)
    {
        var writer = new SpanWriter(_output.GetSpan(SpanWriter.NumberBytesMax));
        writer.Unsigned(value);
        _output.Advance(writer.Written);
    }

    public readonly void Signed(long value) => Unsigned(SpanWriter.ZigZag(value));

    public readonly void Fixed64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_output.GetSpan(8), value);
        _output.Advance(8);
    }

    public readonly void Fixed32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_output.GetSpan(4), value);
        _output.Advance(4);
    }

    public readonly void Float(float value)
    {
        BinaryPrimitives.WriteSingleLittleEndian(_output.GetSpan(4), value);
        _output.Advance(4);
    }

    public readonly void Floats(ReadOnlySpan<float> values)
    {
        if (BitConverter.IsLittleEndian)
        {
            _output.Write(MemoryMarshal.AsBytes(values));
            return;
        }

        foreach (var value in values)
        {
            Float(value);
        }
    }

    /// <summary>Bytes as they are; the reader has to know how many.</summary>
    public readonly void Bytes(ReadOnlySpan<byte> value) => _output.Write(value);

    public readonly void Text(ReadOnlySpan<char> value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        Unsigned((ulong)length);
        Encoding.UTF8.GetBytes(value, _output.GetSpan(Math.Max(length, 1)));
        _output.Advance(length);
    }
}
