using System.Buffers.Binary;

namespace StreamReco.Models.Artifacts;

/// <summary>
/// A matrix of floats as a file, version 1 (golden file in the tests): the magic <c>SRMX</c>, then version, rows and
/// columns as unsigned 32-bit integers, then rows×columns 32-bit floats by rows; all little-endian.
/// </summary>
public static class MatrixFile
{
    public const uint Version = 1;

    private const int HeaderBytes = 16;

    private static ReadOnlySpan<byte> Magic => "SRMX"u8;

    /// <summary>The file's bytes.</summary>
    public static byte[] Write(int rows, int columns, ReadOnlySpan<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, rows * columns);
        var bytes = new byte[HeaderBytes + (values.Length * sizeof(float))];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), rows);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), columns);
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(HeaderBytes + (i * sizeof(float))), values[i]);
        }

        return bytes;
    }

    /// <summary>The values by rows.</summary>
    /// <exception cref="InvalidDataException">The bytes are no such file, of another version, or of another
    /// shape.</exception>
    public static float[] Read(ReadOnlySpan<byte> bytes, int rows, int columns)
    {
        if (bytes.Length < HeaderBytes || !bytes[..4].SequenceEqual(Magic))
        {
            throw new InvalidDataException("does not begin with SRMX");
        }

        var version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        if (version != Version)
        {
            throw new InvalidDataException($"has version {version} where this program reads version {Version}");
        }

        var shape = (
            Rows: BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
            Columns: BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]));
        if (shape != (rows, columns) || bytes.Length - HeaderBytes != (long)rows * columns * sizeof(float))
        {
            throw new InvalidDataException(
                $"holds {shape.Rows}×{shape.Columns} values in {bytes.Length} bytes "
                + $"where the manifest needs {rows}×{columns}");
        }

        return Floats(bytes[HeaderBytes..]);
    }

    private static float[] Floats(ReadOnlySpan<byte> bytes)
    {
        var values = new float[bytes.Length / sizeof(float)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * sizeof(float))..]);
        }

        return values;
    }
}
