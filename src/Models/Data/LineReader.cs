using System.IO.Compression;

namespace StreamReco.Models.Data;

/// <summary>
/// The lines of a UTF-8 file, plain or gzip'd (told by its first bytes), without their line ends. A line is lent until
/// the next one is read; empty lines are passed over unless <see cref="KeepsEmpty"/>; lines longer than
/// <see cref="LineBytesMax"/> are counted only. A file that is no text is refused at its first line.
/// </summary>
internal sealed class LineReader : IDisposable
{
    /// <summary>A line beyond this is no click: 1 MiB bounds the memory of a file without line ends.</summary>
    public const int LineBytesMax = 1 << 20;

    private readonly string _path;
    private readonly Stream _stream;
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _atEnd;
    private bool _discarding;
    private bool _oversized;
    private bool _begun;

    private LineReader(string path, Stream stream)
    {
        _path = path;
        _stream = stream;
    }

    /// <summary>Whether empty lines are lines too: in a quoted field they are text.</summary>
    public bool KeepsEmpty { get; set; }

    /// <summary>The 1-based number of the line last returned.</summary>
    public long LineNumber { get; private set; }

    public long OversizedLines { get; private set; }

    /// <exception cref="DataFileException">There is no such file, or it cannot be opened.</exception>
    public static LineReader Open(string path)
    {
        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16);
            Span<byte> head = stackalloc byte[2];
            var length = file.ReadAtLeast(head, 2, throwOnEndOfStream: false);
            file.Position = 0;
            var zipped = length == 2 && head[0] == 0x1F && head[1] == 0x8B;
            return new LineReader(path, zipped ? new GZipStream(file, CompressionMode.Decompress) : file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFileException($"{path}: the file cannot be opened ({e.Message}); check the path.", e);
        }
    }

    /// <exception cref="DataFileException">The file is no text: <see cref="ForeignFile"/> says what it is.</exception>
    public bool TryRead(out ReadOnlyMemory<byte> line)
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
                OversizedLines += _discarding ? 1 : 0;
                _discarding = false;
                line = default;
                return false;
            }

            line = Take(length < 0 ? _end - _start : length);
            if (line.Length > 0 || (KeepsEmpty && !_oversized))
            {
                return true;
            }
        }
    }

    public void Dispose() => _stream.Dispose();

    private ReadOnlyMemory<byte> Take(int length)
    {
        var line = _buffer.AsMemory(_start, length);
        _start = Math.Min(_end, _start + length + 1);
        LineNumber++;
        _oversized = _discarding;
        if (_discarding)
        {
            _discarding = false;
            OversizedLines++;
            return default;
        }

        if (LineNumber == 1 && line.Span.StartsWith("\uFEFF"u8))
        {
            line = line[3..];
        }

        return line.Length > 0 && line.Span[^1] == '\r' ? line[..^1] : line;
    }

    private void Fill()
    {
        if (_end - _start >= LineBytesMax)
        {
            _discarding = true;
            _start = _end;
        }

        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = _stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _atEnd = read == 0;
        if (!_begun)
        {
            _begun = true;
            ForeignFile.Refuse(_path, _buffer.AsSpan(0, _end));
        }
    }
}
