using System.Buffers.Binary;

namespace StreamReco.Models.Framing;

/// <summary>
/// The primitives of Avro's binary encoding (specification 1.12), whose numbers also say in front of Protobuf's bodies which message
/// follows. The library's decoder trusts the lengths that a record names; here
/// one that the record does not have is refused before anything is allocated for it.
/// </summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _left = bytes;

    /// <summary>Bytes that were not read yet.</summary>
    public readonly int Left => _left.Length;

    public bool Boolean() => Take(1)[0] switch
    {
        0 => false,
        1 => true,
        var other => throw new RecordSchemaException($"a boolean is the byte {other}"),
    };

    /// <summary>A zigzag number of variable length.</summary>
    public long Long()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return (long)(value >> 1) ^ -(long)(value & 1);
            }
        }

        throw new RecordSchemaException("a number has more than ten bytes");
    }

    /// <summary>A number that counts something or says which; never negative.</summary>
    /// <param name="below">The bound that it must stay under.</param>
    public int Index(int below)
    {
        var value = Long();
        return value >= 0 && value < below ? (int)value
            : throw new RecordSchemaException($"the number {value} stands where one of 0 to {below - 1} must");
    }

    public float Single() => BinaryPrimitives.ReadSingleLittleEndian(Take(sizeof(float)));

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)));

    /// <summary>Bytes, or a text in UTF-8, with their length in front.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        var length = Long();
        return length < 0 ? throw new RecordSchemaException($"a text has the length {length}") : Take(length);
    }

    public ReadOnlySpan<byte> Take(long count)
    {
        if (count > _left.Length)
        {
            throw new RecordSchemaException("it ends before its schema does");
        }

        var taken = _left[..(int)count];
        _left = _left[(int)count..];
        return taken;
    }

    /// <summary>The number of elements in the next block of an array or a map; 0 at its end.</summary>
    public long Block()
    {
        var count = Long();
        if (count >= 0)
        {
            return count;
        }

        Long(); // the bytes of the block, for readers that skip it
        return count == long.MinValue ? throw new RecordSchemaException("a block has more elements than can be counted") : -count;
    }
}
