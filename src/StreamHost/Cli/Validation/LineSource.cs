using System.IO.Compression;
using StreamReco.Models.Data;

namespace StreamReco.StreamHost.Cli.Validation;

/// <summary>
/// The lines of a file, plain or gzip'd, or of standard input, without their line ends and without blank ones. A line
/// beyond <see cref="LineBytesMax"/> is given, but not whole.
/// </summary>
internal sealed class LineSource : IDisposable
{
    /// <summary>Far beyond what a broker takes; bounds the memory of a file without line ends.</summary>
    public const int LineBytesMax = 16 << 20;

    private readonly Stream _file;
    private readonly Stream _lines;
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _atEnd;
    private bool _cuts;

    private LineSource(Stream file, Stream lines, long length) => (_file, _lines, Length) = (file, lines, length);

    /// <summary>The 1-based number of the line last read.</summary>
    public long LineNumber { get; private set; }

    /// <summary>Whether the line last read was longer than <see cref="LineBytesMax"/>, so that it is not whole.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Bytes of the file in all; 0 when nobody knows.</summary>
    public long Length { get; }

    /// <summary>Bytes of the file that are read, packed as they are.</summary>
    public long Position => Length > 0 ? _file.Position : 0;

    /// <param name="path">A file, or <c>-</c> for standard input.</param>
    /// <param name="input">Standard input.</param>
    /// <exception cref="DataFileException">There is no such file, or it cannot be opened.</exception>
    public static LineSource Open(string path, Func<Stream> input)
    {
        if (path == "-")
        {
            var stream = input();
            return new LineSource(stream, stream, 0);
        }

        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16);
            Span<byte> head = stackalloc byte[2];
            var isZipped = file.ReadAtLeast(head, 2, throwOnEndOfStream: false) == 2 && head is [0x1F, 0x8B];
            file.Position = 0;
            return new LineSource(file, isZipped ? new GZipStream(file, CompressionMode.Decompress) : file, file.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFileException($"{path} cannot be opened: {e.Message}", e);
        }
    }

    /// <returns>The next line, or null at the end.</returns>
    public byte[]? Read()
    {
        while (true)
        {
            var length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (length < 0 && !_atEnd)
            {
                Fill();
                continue;
            }

            if (length < 0 && _start == _end)
            {
                return null;
            }

            var line = _buffer.AsSpan(_start, length < 0 ? _end - _start : length);
            _start = Math.Min(_end, _start + line.Length + 1);
            LineNumber++;
            (IsCut, _cuts) = (_cuts, false);
            line = line is [.. var text, (byte)'\r'] ? text : line;
            line = LineNumber == 1 && line.StartsWith("\uFEFF"u8) ? line[3..] : line;
            if (line.Length > 0)
            {
                return line.ToArray();
            }
        }
    }

    public void Dispose()
    {
        _lines.Dispose();
        _file.Dispose();
    }

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length && _end < LineBytesMax)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        // A line that fills the buffer is cut: what follows is read over its second half, so that memory stays bounded.
        _cuts |= _end == _buffer.Length;
        var at = _end < _buffer.Length ? _end : _end / 2;
        var read = _lines.Read(_buffer, at, _buffer.Length - at);
        _end = at + read;
        _atEnd = read == 0;
    }
}
