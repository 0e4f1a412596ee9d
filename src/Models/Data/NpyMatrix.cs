using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace StreamReco.Models.Data;

/// <summary>
/// A NumPy array file, version 1 to 3 (numpy.lib.format): two dimensions, C order, 16-, 32- or 64-bit little-endian
/// floats.
/// </summary>
public sealed partial class NpyMatrix
{
    private const int HeaderBytesMax = 1 << 16;

    private readonly byte[] _bytes;
    private readonly int _start;
    private readonly int _width;
    private readonly int _columns;

    private NpyMatrix(byte[] bytes, int start, int width, int rows, int columns)
    {
        _bytes = bytes;
        _start = start;
        _width = width;
        _columns = columns;
        Rows = rows;
    }

    public int Rows { get; }

    /// <summary>The values of a row; one too large for 32 bits becomes infinite.</summary>
    public float[] Row(int row)
    {
        var values = new float[_columns];
        for (var column = 0; column < _columns; column++)
        {
            var cell = _bytes.AsSpan(_start + (((row * _columns) + column) * _width), _width);
            values[column] = _width switch
            {
                2 => (float)BinaryPrimitives.ReadHalfLittleEndian(cell),
                4 => BinaryPrimitives.ReadSingleLittleEndian(cell),
                _ => (float)BinaryPrimitives.ReadDoubleLittleEndian(cell),
            };
        }

        return values;
    }

    /// <summary>Reads a file, which may have 2 GiB at most.</summary>
    /// <exception cref="DataFileException">There is no such file, or it is of another form.</exception>
    public static NpyMatrix Read(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFileException($"{path}: the file cannot be read ({e.Message}).", e);
        }

        return Parse(bytes) ?? throw new DataFileException(
            $"{path}: no NumPy array of two dimensions in C order, of little-endian floats (<f2, <f4 or <f8), whole.");
    }

    private static NpyMatrix? Parse(byte[] bytes)
    {
        if (bytes.Length < 12 || !IsNumPy(bytes))
        {
            return null;
        }

        var isFirst = bytes[6] == 1;
        var length = isFirst
            ? BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8))
            : BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(8));
        var start = (isFirst ? 10 : 12) + (long)length;
        if (length > HeaderBytesMax || start > bytes.Length)
        {
            return null;
        }

        var header = Header().Match(Encoding.UTF8.GetString(bytes, isFirst ? 10 : 12, (int)length));
        return header.Success
            && int.TryParse(header.Groups["rows"].Value, CultureInfo.InvariantCulture, out var rows)
            && int.TryParse(header.Groups["columns"].Value, CultureInfo.InvariantCulture, out var columns)
            && int.Parse(header.Groups["width"].Value, CultureInfo.InvariantCulture) is var width
            && bytes.Length - start == (long)rows * columns * width
            ? new NpyMatrix(bytes, (int)start, width, rows, columns)
            : null;
    }

    private static bool IsNumPy(byte[] bytes) => bytes[0] == 0x93 && bytes.AsSpan(1).StartsWith("NUMPY"u8) && bytes[6] is >= 1 and <= 3;

    /// <summary>The header as NumPy writes it: a Python dictionary with its keys in alphabetical order.</summary>
    [GeneratedRegex(
        @"^\{'descr': '<f(?<width>[248])', 'fortran_order': False, 'shape': \((?<rows>\d+), (?<columns>\d+)\),? ?\}\s*$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Header();
}
